"""What the environment may say, and what is answered to what it may not."""

import re
import stat
from pathlib import Path

import pytest

from bot.config import Config, ConfigError
from bot.config.config import META_API_URL

DOCS = Path(__file__).parents[3] / "docs" / "configuration.md"
CREDENTIALS = {
    "WHATSAPP_APP_SECRET": "old, new",
    "WHATSAPP_VERIFY_TOKEN": "verify",
    "WHATSAPP_ACCESS_TOKEN": "access",
    "WHATSAPP_PHONE_NUMBER_ID": "106540352242922,106540352242923",
}


def read(tmp_path: Path, **environ: str) -> Config:
    return Config.from_env({"USHER_DATA": str(tmp_path / "data"), **environ})


def test_with_nothing_set_everything_runs_here_with_the_simulator(tmp_path):
    config = read(tmp_path)
    assert (config.database_url, config.redis_url, config.smtp_url) == (None, None, None)
    assert (config.host, config.port, config.base_url) == (
        "127.0.0.1",
        8000,
        "http://127.0.0.1:8000",
    )
    assert config.simulator
    assert config.api_url.startswith("http://127.0.0.1:8000/simulator/")
    assert config.workers >= 1


def test_secrets_are_made_once_and_kept_for_their_owner_only(tmp_path):
    first, second = read(tmp_path), read(tmp_path)
    assert first == second
    assert len({first.secret_key, first.verify_token, first.access_token, *first.app_secrets}) == 4
    kept = tmp_path / "data" / "secrets.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_another_installation_has_other_secrets(tmp_path):
    assert read(tmp_path / "a").app_secrets != read(tmp_path / "b").app_secrets


def test_a_variable_wins_over_the_kept_secret(tmp_path):
    assert read(tmp_path, SECRET_KEY="mine").secret_key == "mine"


def test_whatsapp_credentials_switch_the_simulator_off_and_several_may_be_given(tmp_path):
    config = read(tmp_path, **CREDENTIALS)
    assert not config.simulator
    assert config.app_secrets == ("old", "new")
    assert config.phone_number_ids == ("106540352242922", "106540352242923")
    assert config.api_url == META_API_URL


def test_the_account_of_the_numbers_may_be_told_or_not(tmp_path):
    assert read(tmp_path, **CREDENTIALS).business_account_id is None
    told = read(tmp_path, WHATSAPP_BUSINESS_ACCOUNT_ID=" 77 ", **CREDENTIALS)
    assert told.business_account_id == "77"
    assert read(tmp_path).business_account_id == "200000000000001"


@pytest.mark.parametrize("wrong", ["my shop", "77,78"])
def test_what_is_no_account_refuses_to_start(tmp_path, wrong):
    with pytest.raises(ConfigError, match=r"^WHATSAPP_BUSINESS_ACCOUNT_ID: "):
        read(tmp_path, WHATSAPP_BUSINESS_ACCOUNT_ID=wrong, **CREDENTIALS)


def test_with_every_secret_given_nothing_is_written(tmp_path):
    read(tmp_path, SECRET_KEY="mine", **CREDENTIALS)
    assert not (tmp_path / "data").exists()


def test_a_script_may_share_the_simulators_secret_and_verify_token(tmp_path):
    config = read(tmp_path, WHATSAPP_APP_SECRET="known", WHATSAPP_VERIFY_TOKEN="word")
    assert config.simulator
    assert (config.app_secrets, config.verify_token) == (("known",), "word")


@pytest.mark.parametrize("missing", CREDENTIALS)
def test_some_credentials_without_the_others_refuse_to_start_naming_the_missing_one(
    tmp_path, missing
):
    some = {name: value for name, value in CREDENTIALS.items() if name != missing}
    with pytest.raises(ConfigError, match=f"^{missing}: missing"):
        read(tmp_path, **some)


def test_an_empty_variable_counts_as_not_set(tmp_path):
    config = read(tmp_path, DATABASE_URL="", USHER_PORT=" ", WHATSAPP_APP_SECRET="")
    assert (config.database_url, config.port, config.simulator) == (None, 8000, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("USHER_PORT", "http"),
        ("USHER_PORT", "0"),
        ("USHER_PORT", "65536"),
        ("USHER_PORT", "²"),
        ("USHER_WORKERS", "0"),
        ("USHER_BASE_URL", "usher.example"),
        ("DATABASE_URL", "mysql://localhost/usher"),
        ("DATABASE_URL", "postgresql://"),
        ("DATABASE_URL", "postgresql://host:port/usher"),
        ("REDIS_URL", "localhost:6379"),
        ("USHER_ADMIN_EMAIL", "ann"),
    ],
)
def test_a_bad_value_names_its_variable_and_a_remedy(tmp_path, name, value):
    with pytest.raises(ConfigError, match=rf"^{name}: .+; correct it$"):
        read(tmp_path, **{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_URL", "https://mail.example"),
        ("MAIL_FROM", "somebody"),
        ("MAIL_FROM", "a@b\nBcc: c@d"),
    ],
)
def test_a_bad_mail_setting_names_its_variable(tmp_path, name, value):
    with pytest.raises(ConfigError, match=f"^{name}: "):
        read(tmp_path, **{name: value})


def test_an_error_never_repeats_a_password(tmp_path):
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, DATABASE_URL="mysql://usher:geheim@host/usher")
    assert "geheim" not in str(caught.value)


def test_the_configuration_can_be_logged_without_its_secrets(tmp_path):
    shown = repr(read(tmp_path, DATABASE_URL="postgresql://u:geheim@h/d", USHER_API_KEY="geheim"))
    assert "geheim" not in shown
    assert read(tmp_path).secret_key not in shown


@pytest.mark.parametrize(
    ("host", "base_url"),
    [
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("a.b", "http://a.b:8000"),
    ],
)
def test_links_lead_to_where_the_web_role_listens(tmp_path, host, base_url):
    assert read(tmp_path, USHER_HOST=host).base_url == base_url


def test_the_sender_of_emails_is_the_smtp_account_unless_named(tmp_path):
    account = "smtp://ann%40shop.example:pass@mail.example:587"
    assert read(tmp_path, SMTP_URL=account).mail_from == "ann@shop.example"
    assert read(tmp_path, SMTP_URL=account, MAIL_FROM="bot@shop.example").mail_from == (
        "bot@shop.example"
    )


@pytest.mark.parametrize(("value", "on"), [("1", True), ("TRUE", True), ("", False), ("no", False)])
def test_webhooks_reach_private_networks_only_when_that_is_said(tmp_path, value, on):
    """X14."""
    assert read(tmp_path, USHER_WEBHOOK_PRIVATE=value).webhook_private is on


def test_a_switch_is_on_or_off(tmp_path):
    with pytest.raises(ConfigError, match="USHER_WEBHOOK_PRIVATE: 'maybe' is neither"):
        read(tmp_path, USHER_WEBHOOK_PRIVATE="maybe")


def test_every_variable_that_the_program_reads_is_in_the_docs():
    bot = Path(__file__).parents[3] / "bot" / "config"
    source = (bot / "config.py").read_text() + (bot / "environment.py").read_text()
    read_ones = set(
        re.findall(r'"((?:USHER|WHATSAPP|SMTP|MAIL|DATABASE|REDIS|SECRET)_\w+)"', source)
    )
    documented = set(re.findall(r"`([A-Z_]+)`", DOCS.read_text()))
    assert read_ones - documented == set()


def test_our_own_processes_get_the_same_code(tmp_path: Path) -> None:
    first = read(tmp_path).environ()["PYTHONPATH"].split(":")[0]
    assert (Path(first) / "bot" / "__main__.py").exists()
