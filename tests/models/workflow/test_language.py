"""What a definition may say, and with which remedy everything else is refused (W3, X11)."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from models.workflow.language import DefinitionError, parse
from models.workflow.step import Choice

FASHION = Path(__file__).with_name("fashion.yaml").read_text(encoding="utf-8")


def problems(source) -> list[tuple[str | None, str]]:
    with pytest.raises(DefinitionError) as refusal:
        parse(source)
    return [(problem.step, problem.message) for problem in refusal.value.problems]


def step(text: str) -> str:
    return f"name: Test\nsteps:\n  a: {{{text}}}"


def test_the_example_is_read_stored_and_read_again():
    definition = parse(FASHION)
    assert list(definition.steps) == ["audience", "budget", "vip", "thanks"]
    assert definition.first.name == "audience"
    assert definition.timeout.after == timedelta(hours=24)
    assert parse(definition.to_json()) == definition
    assert parse(json.dumps(definition.to_json(), sort_keys=True)) == definition


EVERYTHING = """
name: Everything
start: {on: keyword, words: [offer, "price"]}
retry: "Again, {name}?"
late: Too late.
restart: [restart, Start over]
cancel: never mind
cancelled: "Bye, {name}."
steps:
  say:
    say: "Hello {name} {{x}}"
    tag: A
    untag: [B, C]
    status: S
    state: other
    source: W
    next: q
  q:
    ask: Which {Some Trait}?
    choices:
      - {title: One, description: The first, value: 1}
      - Two
    button: Show
    set: which
    fields: {budget: budget, shoe_size: size}
    retries: 0
    otherwise: {go: n}
    traits: {t: text, n: 1.5, b: true, d: 2026-01-02}
    next:
      - when: {match: any, conditions: [{tag: VIP}, {trait: t, op: contains, value: x}]}
        go: n
      - {when: {state: client, op: is_not}, hand_over: true}
      - {when: {trait: n}, end: true}
      - {go: d}
  n: {ask: n?, kind: number, min: 1.5, max: 9, next: d}
  d: {ask: d?, kind: date, min: today, max: 2030-01-01, next: y}
  y: {ask: y?, kind: yes_no, choices: [Sí, No], next: l}
  l: {ask: l?, kind: location, next: e}
  e: {ask: e?, kind: email, next: p}
  p: {ask: p?, kind: phone, hand_over: true}
timeout: {after: 90 m, say: Still there?, times: 3, then: {go: e}}
"""


def test_every_key_survives_being_stored():
    definition = parse(EVERYTHING)
    assert parse(json.loads(json.dumps(definition.to_json(), sort_keys=True))) == definition
    assert definition.steps["q"].choices == (
        Choice("One", "1", "The first"),
        Choice("Two", "Two"),
    )
    assert definition.steps["y"].choices == (Choice("Sí", "yes"), Choice("No", "no"))
    assert definition.steps["n"].min == 1.5
    assert definition.timeout.after == timedelta(minutes=90)


def test_on_yes_and_no_are_words_even_when_another_reader_took_them_for_truths():
    definition = parse(step("ask: Sure?, choices: [Yes, No]"))
    assert [choice.title for choice in definition.first.choices] == ["Yes", "No"]
    raw = {
        "name": "x",
        "start": {True: "first_message"},
        "steps": {"a": {"ask": "Sure?", "choices": [True, False]}},
    }
    assert [choice.title for choice in parse(raw).first.choices] == ["Yes", "No"]
    assert parse(json.loads(json.dumps(raw))).start.on == "first_message"


def test_a_repeated_name_counts_once_and_a_start_may_be_a_word():
    definition = parse("name: x\nstart: any_message\nsteps: {a: {tag: [A, A]}}")
    assert len(definition.first.effects) == 1
    assert definition.start.on == "any_message"


LONG = "x" * 101
REFUSALS = [
    ("ask: A?, nxt: b", "unknown key 'nxt': did you mean 'next'?"),
    ("ask: A?, next: b", "next leads to an unknown step 'b': add it, or name another"),
    ("ask: A?, otherwise: {go: ab}", "otherwise leads to an unknown step 'ab'"),
    ("ask: A?, otherwise: {go: a, end: true}", "otherwise: write exactly one of {go: step}"),
    ("ask: A?, otherwise: leave", "otherwise: write {go: step}, {hand_over: true} or {end: true}"),
    ("ask: A?, next: [{when: {trait: x}}]", "next 1: write exactly one of {go: step}"),
    ("ask: A?, next: [{go: a}, {end: true}]", "next 1 has no `when`"),
    ("ask: A?, next: [b]", "next 1: write a mapping"),
    ("ask: A?, next: [{when: VIP, go: a}]", "next 1: when: write a mapping"),
    ("ask: A?, next: [{when: {}, go: a}]", "next 1: when: name exactly one of trait, tag"),
    ("ask: A?, next: [{when: {tg: x}, go: a}]", "when: unknown key 'tg': did you mean 'tag'?"),
    ("ask: A?, next: [{when: {tag: x, op: like}, go: a}]", "when: op: give one of is, is_not"),
    ("ask: A?, next: [{when: {tag: x, value: y}, go: a}]", "when: give the value once"),
    ("ask: A?, next: [{when: {trait: x, op: gt, value: y}, go: a}]", "gt needs a number or an ISO"),
    ("ask: A?, next: [{when: {conditions: []}, go: a}]", "conditions is a list of 1 to 20"),
    ("ask: A?, next: [{when: {match: most, conditions: [{tag: x}]}, go: a}]", "match 'most' is"),
    ("ask: A?, say: B", "has both ask and say"),
    (f"ask: A?, next: [{'{end: true}, ' * 101}]", "next has 101 branches: keep to 100"),
    (", ".join(f"k{at}: 1" for at in range(30)), "10 more unknown keys: remove them"),
    ("", "does nothing"),
    ("say: A, next: a", "goes round without a question (a → a)"),
    ("say: A, choices: [B]", "choices belongs to a question: add `ask`"),
    ("say: A, set: b", "set belongs to a question"),
    ("say: A, hand_over: true, next: a", "hand_over ends the conversation: remove `next`"),
    ("say: A, hand_over: maybe", "hand_over is true or it is left out"),
    ("ask: ''", "ask is empty or no text"),
    ("say: 12", "say is empty or no text"),
    ("ask: A?, kind: txt", "kind 'txt' is unknown: did you mean 'text'?"),
    ("ask: A?, kind: choice", "kind choice needs choices"),
    ("ask: A?, kind: number, choices: [B]", "kind number takes no choices"),
    ("ask: A?, kind: yes_no, choices: [A, B, C]", "kind yes_no takes two choices"),
    ("ask: A?, choices: []", "choices is a list of 1 to 10"),
    (f"ask: A?, choices: [{', '.join('abcdefghijk')}]", "choices is a list of 1 to 10"),
    ("ask: A?, choices: [B, b]", "the title 'b' stands twice"),
    (
        "ask: A?, choices: [{title: B, value: 1}, {title: C, value: 1}]",
        "the value '1' stands twice",
    ),
    ("ask: A?, choices: [1.5]", "choices 1 is empty or no text"),
    ("ask: A?, choices: [{titel: B}]", "choices 1: unknown key 'titel': did you mean 'title'?"),
    (f"ask: A?, choices: [{'x' * 21}]", "has 21 characters; WhatsApp takes 20 on a button"),
    (f"ask: A?, choices: [{'x' * 25}, b, c, d]", "has 25 characters; WhatsApp takes 24 on a list"),
    (f"ask: A?, choices: [{{title: B, description: {'x' * 73}}}]", "has 73 characters: keep to 72"),
    (f"ask: A?, choices: [B], button: {'x' * 21}", "has 21 characters: keep to 20"),
    ("ask: A?, min: 3", "min belongs to the kinds number and date"),
    ("ask: A?, kind: number, min: few", "min must be a number"),
    ("ask: A?, kind: number, min: 3, max: 2", "min 3 is above max 2"),
    ("ask: A?, kind: date, max: 2026-02-30", "max must be a date as 2026-12-31, or today"),
    ("ask: A?, retries: 11", "retries must be a whole number from 0 to 10"),
    ("ask: A?, retries: true", "retries must be a whole number from 0 to 10"),
    (f"ask: A?, set: {LONG}", "has 101 characters: keep to 100"),
    ("ask: A?, fields: {}", "fields: write 1 to 50 fields"),
    ("ask: A?, fields: {b: ''}", "fields: b is empty or no text"),
    ("ask: A?, fields: [b]", "fields: write a mapping"),
    ("say: A, fields: {b: c}", "fields belongs to a question"),
    ("tag: [A, '']", "tag is empty"),
    ("status: {a: b}", "status is empty or no text"),
    ('status: "a\\tb"', "has line breaks or control characters"),
    ("state: LEAD", "state 'LEAD' is unknown: write one of PROSPECT, PARTNER, CLIENT, OTHER"),
    ("traits: VIP", "traits: write a mapping"),
    ("traits: {a: [1]}", "'a' takes a text"),
    (f"say: {'x' * 4097}", "say comes to 4097 characters"),
    (f"ask: {'x' * 1025}, choices: [B]", "WhatsApp takes 1024 here"),
    (f"ask: {'x' * 1025}, kind: location", "WhatsApp takes 1024 here"),
    (f"say: '{'x' * 4000} {{name}}'", "comes to 4101 characters (a placeholder counts as 100)"),
    ("say: 'Hi {name'", "a { without its partner"),
    ("say: 'Hi name}'", "a } without its partner"),
    ("say: 'Hi {}'", "{} is no placeholder"),
    ("say: 'Hi {0}'", "{0} is no placeholder"),
    ("say: 'Hi {name.x}'", "{name.x} is no placeholder"),
    ("say: 'Hi {name[0]}'", "{name[0]} is no placeholder"),
    ("say: 'Hi {name!r}'", "{name!r} is no placeholder"),
    ("say: 'Hi {name:>9}'", "{name:>9} is no placeholder"),
    ("say: 'Hi { name }'", "{ name } is no placeholder"),
    ("say: '{name}{trait}'", "has no words beside its placeholders"),
    ('say: "{name}\'s"', "has no words beside its placeholders"),
]


@pytest.mark.parametrize(("text", "message"), REFUSALS)
def test_a_wrong_step_is_named_with_its_remedy(text, message):
    found = problems(step(text))
    assert any(where == "a" and message in what for where, what in found), found


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("steps: {a: {say: A}}", "name is missing"),
        (f"name: {LONG}\nsteps: {{a: {{say: A}}}}", "keep to 100"),
        ("name: x", "steps is a mapping of 1 to 500 steps"),
        ("name: x\nsteps: {}", "steps is a mapping of 1 to 500 steps"),
        ("name: x\nsteps: [{say: A}]", "steps 1: name is empty"),
        ("name: x\nsteps: [{name: a, say: A}, {name: a, say: B}]", "two steps are called 'a'"),
        ("name: x\ncolor: red\nsteps: {a: {say: A}}", "unknown key 'color'"),
        ("name: x\nstart: {on: always}\nsteps: {a: {say: A}}", "start: on 'always' is unknown"),
        ("name: x\nstart: {}\nsteps: {a: {say: A}}", "start: on is missing"),
        ("name: x\nstart: keyword\nsteps: {a: {say: A}}", "start: keyword needs words"),
        (
            "name: x\nstart: {on: any_message, words: [a]}\nsteps: {a: {say: A}}",
            "start: words belong",
        ),
        (
            "name: x\ntimeout: {say: A}\nsteps: {a: {ask: A}}",
            "timeout: after must be from 1m to 30d",
        ),
        ("name: x\ntimeout: {after: 31d}\nsteps: {a: {ask: A}}", "after must be from 1m to 30d"),
        ("name: x\ntimeout: {after: 59s}\nsteps: {a: {ask: A}}", "after must be from 1m to 30d"),
        ("name: x\ntimeout: {after: 90}\nsteps: {a: {ask: A}}", "a number with s, m, h or d"),
        ("name: x\ntimeout: {after: 1h, times: 2}\nsteps: {a: {ask: A}}", "times without say"),
        (
            "name: x\ntimeout: {after: 1h, then: {go: z}}\nsteps: {a: {ask: A}}",
            "timeout: then leads",
        ),
        ("name: x\nretry: '{'\nsteps: {a: {ask: A}}", "retry: a { without its partner"),
        ("name: x\ncancel: '🙂'\nsteps: {a: {ask: A}}", "cancel: '🙂' has no letter or digit"),
        ("name: x\ncancel: Bye\nrestart: bye\nsteps: {a: {ask: A}}", "'bye' stands in both"),
        ("name: x\ncancelled: Bye\nsteps: {a: {ask: A}}", "cancelled is never said"),
        (f"name: x\nrestart: {list(range(51))}\nsteps: {{a: {{ask: A}}}}", "takes 50 words"),
    ],
)
def test_a_wrong_definition_is_refused_with_its_remedy(source, message):
    found = problems(source)
    assert any(where is None and message in what for where, what in found), found


def test_everything_that_is_wrong_is_told_at_once():
    found = problems("""
        name: x
        tone: nice
        steps:
          a: {ask: "{", choices: [B, B], next: bb}
          b: {say: B, stat: Open}
          far: {say: C, next: far}
    """)
    assert found == [
        ("a", "choices: the title 'B' stands twice: keep one"),
        ("a", "ask: a { without its partner: write it twice to show it"),
        ("b", "unknown key 'stat': did you mean 'state'?"),
        (
            None,
            "unknown key 'tone': known are name, start, steps, timeout, retry, late, restart, "
            "cancel, cancelled",
        ),
        ("a", "next leads to an unknown step 'bb': did you mean 'b'?"),
        ("far", "is unreachable: lead to it with `next`, or remove it"),
        ("far", "goes round without a question (far → far): ask something on the way"),
    ]


def test_a_circle_through_a_question_is_no_endless_loop():
    parse("name: x\nsteps: {a: {say: A, next: b}, b: {ask: B?, otherwise: {go: a}, next: a}}")


def test_what_only_a_timeout_leads_to_is_reachable():
    parse("name: x\ntimeout: {after: 1h, then: {go: b}}\nsteps: {a: {ask: A?}, b: {say: B}}")


def test_texts_between_two_questions_must_fit_into_two_messages():
    source = (
        "name: x\nsteps:\n  a: {{say: {0}, next: b}}\n  b: {{say: {0}, next: c}}\n  c: {{say: {0}}}"
    )
    parse(source.format("x" * 2046))
    assert problems(source.format("x" * 2047)) == [
        (
            "a",
            "what is said from here to the next question comes to 6147 characters;"
            " 6144 fit into two messages: shorten it, or ask something between",
        )
    ]
