"""`usher doctor`: looks at every setting and connection and says what to do. Changes nothing."""

from collections.abc import Callable, Iterator

from rich.table import Table

from bot.cli.console import out
from bot.cli.doctor import machine, outside, servers
from bot.cli.doctor.finding import Finding, State
from bot.config import Config
from bot.trouble import Trouble

COLORS = {State.OK: "green", State.WARN: "yellow", State.FAIL: "red"}
CHECKS: tuple[Callable[[Config], Iterator[Finding]], ...] = (
    machine.data_directory,
    machine.web,
    machine.secrets,
    servers.postgres,
    servers.redis,
    outside.whatsapp,
    outside.mail,
)


def examine(read: Callable[[], Config]) -> int:
    """Print what was found; the exit code: 1 when something fails."""
    findings = list(_findings(read))
    _print(findings)
    return int(any(finding.state is State.FAIL for finding in findings))


def _findings(read: Callable[[], Config]) -> Iterator[Finding]:
    try:
        config = read()
    except Trouble as trouble:
        yield Finding.of("configuration", trouble)
        return
    yield Finding("configuration", State.OK, "every variable can be used")
    for check in CHECKS:
        yield from check(config)


def _print(findings: list[Finding]) -> None:
    if not out.is_terminal:
        for finding in findings:
            remedy = f" -> {finding.remedy}" if finding.remedy else ""
            line = f"{finding.state:<4}  {finding.subject:<14}  {finding.detail}{remedy}"
            out.print(line, markup=False)
        return
    table = Table("", "What", "Found", "What to do", box=None, pad_edge=False)
    for finding in findings:
        color = COLORS[finding.state]
        state = f"[{color}]{finding.state}[/{color}]"
        table.add_row(state, finding.subject, finding.detail, finding.remedy)
    out.print(table)
