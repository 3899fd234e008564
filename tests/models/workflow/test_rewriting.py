"""Forms change the text: what did not change stays as it was written, comments too; whatever the
text looks like, it means what is wanted. W3."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.workflow import writer
from models.workflow.rewriting import rename_step, rewrite
from models.workflow.source import SourceError, load
from tests.models.workflow.definitions import drafts

TEXT = """\
# Of the whole
name: Fashion  # a name

steps:
  # The first question
  audience:
    ask: "For men or women?"   # asked first
    choices:
      - Men   # a choice
      - Women
    set: audience

    # Where it goes
    next: budget
  budget: {ask: "How much?", kind: number, next: thanks}
  thanks:
    say: |
      Thank you!

      Bye.
# The end
timeout: {after: 24h}
"""


def changed(step, **values):
    """TEXT with other values in a step; None takes one away."""
    wanted = load(TEXT)
    merged = wanted["steps"].get(step, {}) | values
    wanted["steps"][step] = {key: value for key, value in merged.items() if value is not None}
    found = rewrite(TEXT, wanted)
    assert load(found.text) == wanted
    return found


def test_one_word_changes_and_everything_else_stays():
    found = changed("audience", ask="Whom for?")
    assert found.text == TEXT.replace('"For men or women?"', '"Whom for?"')
    assert found.lost == []


def test_a_new_key_stands_behind_the_others():
    found = changed("audience", tag="Asked")
    assert found.text == TEXT.replace("    next: budget\n", "    next: budget\n    tag: Asked\n")


def test_a_key_goes_with_its_line():
    assert changed("audience", set=None).text == TEXT.replace("    set: audience\n", "")


def test_comments_within_what_changed_are_told_of():
    found = changed("audience", choices=["Men", "Women", "Children"])
    assert found.lost == ["# a choice"]
    assert "    choices: [Men, Women, Children]\n    set: audience\n" in found.text
    assert "# asked first" in found.text


def test_a_step_on_one_line_gets_lines_of_its_own():
    found = changed("budget", min=10)
    assert "  budget:\n    ask: How much?" not in found.text
    assert '  budget: {ask: "How much?", kind: number, next: thanks, min: 10}\n' in found.text


def test_a_text_of_many_lines_is_replaced_whole():
    assert 'say: "Bye!"\n# The end' in changed("thanks", say="Bye!").text


def test_steps_are_added_and_removed():
    assert "\n  more: {say: More}\n# The end" in changed("more", say="More").text
    wanted = load(TEXT)
    del wanted["steps"]["audience"]
    removed = rewrite(TEXT, wanted)
    assert load(removed.text) == wanted
    assert "# asked first" in removed.lost
    assert "# The end" in removed.text


def test_a_step_is_renamed_wherever_it_is_led_to():
    found = rename_step(TEXT, "budget", "how much: all")
    assert load(found.text)["steps"]["audience"]["next"] == "how much: all"
    assert list(load(found.text)["steps"]) == ["audience", "how much: all", "thanks"]
    assert found.lost == []
    assert rename_step(TEXT, "budget", "thanks").text == TEXT, "taken"


def test_json_stays_json():
    found = rewrite('{"name": "x", "steps": {"a": {"say": "Hi"}}}', {"name": "y", "steps": {}})
    assert found.text == '{\n  "name": "y",\n  "steps": {}\n}\n'


def test_what_cannot_be_read_cannot_be_rewritten():
    with pytest.raises(SourceError):
        rewrite("steps: [", {})


@settings(max_examples=40)
@given(drafts())
def test_the_writer_is_read_again(draft):
    assert load(writer.document(draft)) == load(draft)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
VALUES = st.recursive(
    TEXTS | st.integers(-(10**9), 10**9) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40)
@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4))
def test_any_value_is_read_again(value):
    assert load(writer.document(value)) == value


@settings(max_examples=40)
@given(drafts(), drafts(), st.sampled_from([writer.document, writer.inline]))
def test_any_text_comes_to_mean_anything(one, other, write):
    text = write(load(one))
    found = rewrite(text, load(other))
    assert load(found.text) == load(other)
