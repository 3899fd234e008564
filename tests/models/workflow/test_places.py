"""Where in a definition's text something is wrong. W3."""

import pytest

from models.workflow.fields import DefinitionError
from models.workflow.language import parse
from models.workflow.places import lines_of

WRONG = """\
# A comment
name: Wrong
steps:
  first:
    ask: "Which?"

    # Another one
    next: nowhere
  second: {say: ""}
timeout: {after: soon}
"""


def lines(source):
    with pytest.raises(DefinitionError) as refused:
        parse(source)
    problems = refused.value.problems
    return dict(
        zip([one.message.split()[0] for one in problems], lines_of(source, problems), strict=True)
    )


def test_each_complaint_has_the_line_of_its_key_or_of_its_step():
    assert lines(WRONG) == {"say": 9, "timeout:": 10, "next": 8, "is": 9}


def test_steps_in_a_list_and_json_have_lines_too():
    listed = "name: x\nsteps:\n- name: a\n  say: Hi\n- name: b\n  say: Ho\n"
    assert lines(listed) == {"is": 5}
    assert lines('{"name": "x",\n"steps": {\n"a": {"say":\n"Hi",\n"next": "c"}}}') == {"next": 5}


def test_a_text_that_is_no_yaml_has_the_line_of_its_error():
    assert lines("name: x\nsteps: [\n") == {"line": 3}
    assert lines("name: x\nsteps: !a {}\n") == {"line": 2}


def test_what_stands_nowhere_has_no_line():
    assert lines("steps: {a: {say: Hi}}") == {"name": None}
    assert lines("[]") == {"write": None}
