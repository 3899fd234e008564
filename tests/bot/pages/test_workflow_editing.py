"""The text of a workflow and the forms beside it: each changes the other, nothing typed is lost,
nothing is kept before it is saved; trying it out, versions. W3, X11, X13."""

import html
import re
from typing import Any

import pytest

from bot.pages.workflows import step_form, step_text, whole_form
from bot.pages.workflows.drafting import steps_of
from models.agents.agent import Agent, Role
from models.contact import Contact
from models.contact.message import Message
from models.workflow.tables import Run, Workflow, WorkflowVersion
from tests import factories
from tests.bot.pages.test_workflows import EVIL, FASHION, many

TEXT = FASHION.replace("name: Fashion lead", "# By Ann\nname: Fashion lead").lstrip()


@pytest.fixture
def ann(database: None) -> Agent:
    return factories.make_agent("Ann", role=Role.ADMIN, password=factories.PASSWORD)


@pytest.fixture
def fashion(database: None) -> Workflow:
    return Workflow.publish(TEXT)


class Editor:
    """Somebody who edits: fills fields in, presses a button, sees the page again."""

    def __init__(self, browser: Any, path: str) -> None:
        self.browser, self.path = browser, path
        self.sees(browser.sees(path))

    def sees(self, page: str) -> None:
        self.page = page
        main = page[page.index('class="editor"') : page.rindex("</form>")]
        self.fields = dict(fields_of(main))

    def press(self, do: str = "read", **typed: str) -> Any:
        """`typed`: by names without the prefix of the form's fields."""
        names = {self._named(name): value for name, value in typed.items()}
        answer = self.browser.client.post(
            self.path.partition("?")[0], data={**self.fields, "do": do, **names}
        )
        if answer.status_code in (200, 422):
            self.sees(answer.get_data(as_text=True))
        return answer

    def _named(self, name: str) -> str:
        own = {"definition", "go", "new", "to"}
        return name if name in own else f"step-{name.replace('__', '-')}"

    @property
    def text(self) -> str:
        return self.fields["definition"]


def fields_of(main: str) -> Any:
    """Names and values, as a browser would send them."""
    for tag in re.findall(r"<input[^>]*>|<textarea.*?</textarea>|<select.*?</select>", main, re.S):
        name = re.search(r'name="([^"]+)"', tag)
        if name is None or ('type="checkbox"' in tag and "checked" not in tag):
            continue
        if tag.startswith("<textarea"):
            value = tag[tag.index(">") + 1 : -len("</textarea>")].lstrip("\r\n")
        elif tag.startswith("<select"):
            chosen = re.search(r'<option selected value="([^"]*)"', tag)
            value = chosen[1] if chosen else ""
        else:
            value = (re.search(r'value="([^"]*)"', tag) or ["", ""])[1]
        yield name[1], html.unescape(value)


@pytest.fixture
def edit(browser_of: Any, ann: Agent, fashion: Workflow) -> Any:
    browser = browser_of(ann)
    return lambda step="audience": Editor(browser, f"/workflows/{fashion.id}/edit?open={step}")


def test_what_is_typed_into_the_form_is_written_into_the_text(edit: Any) -> None:
    editor = edit()
    editor.press(text="Whom is it for?", choices__2__title="Children", tag="Asked, Fashion")
    assert 'ask: "Whom is it for?"' in editor.text
    assert "choices: [Men, Women, Children]" in editor.text
    assert "tag: [Asked, Fashion]" in editor.text
    assert editor.text.startswith("# By Ann\n")
    assert editor.text.count("\n") == TEXT.count("\n") + 1
    assert WorkflowVersion.select().count() == 1, "nothing is kept before it is saved"


def test_a_form_that_nobody_touched_changes_nothing(edit: Any) -> None:
    for step in ("audience", "budget", "vip", "thanks", "gone", ""):
        editor = edit(step)
        editor.press()
        assert editor.text == TEXT, step


def test_conditions_become_branches(edit: Any) -> None:
    editor = edit("budget")
    editor.press(
        next__1__conditions__0__subject="tag",
        next__1__conditions__0__op="is",
        next__1__conditions__0__value="Partner",
        next__2__exit="step",
        next__2__to="thanks",
    )
    assert "- {when: {trait: budget, op: gte, value: 1000}, go: vip}" in editor.text
    assert "- {when: {tag: Partner}, hand_over: true}" in editor.text
    assert "- {go: thanks}" in editor.text
    assert "To be mended" not in editor.page


def test_the_whole_has_a_form_too(edit: Any) -> None:
    editor = edit("")
    editor.press(on="keyword", words="offer, price", after="8h", then_exit="person", then_to="")
    assert "start: {on: keyword, words: [offer, price]}" in editor.text
    assert 'after: 8h, say: "Are you still there?"' in editor.text
    assert "then: {hand_over: true}" in editor.text


def test_what_is_changed_in_the_text_is_read_into_the_form(edit: Any) -> None:
    editor = edit()
    editor.press(definition=editor.text.replace("For men or women?", "Which one?"))
    assert editor.fields["step-text"] == "Which one?"


def test_text_and_form_changed_at_once_both_count(edit: Any) -> None:
    editor = edit()
    editor.press(definition=editor.text.replace("For men or women?", "Which one?"), set="for whom")
    assert "Which one?" in editor.text
    assert "set: for whom" in editor.text


def test_comments_that_cannot_stay_are_told_of(edit: Any) -> None:
    editor = edit()
    within = "choices:  # two\n      - Men # first\n      - Women\n"
    editor.press(definition=editor.text.replace("choices: [Men, Women]\n", within))
    editor.press(choices__2__title="Children")
    assert "are gone from the text" in editor.page
    assert "# first" in editor.page


def test_a_text_that_cannot_be_read_says_where_and_keeps_the_form(edit: Any) -> None:
    editor = edit()
    broken = editor.text.replace("choices: [Men", "choices: [[Men")
    editor.press(definition=broken, text="Typed meanwhile")
    assert editor.text == broken
    assert editor.fields["step-text"] == "Typed meanwhile"
    assert "line " in editor.page
    editor.press(definition=TEXT)
    assert "Typed meanwhile" in editor.text


def test_what_is_wrong_is_told_with_its_step_and_line_and_not_saved(edit: Any) -> None:
    editor = edit()
    answer = editor.press("save", set="x" * 200)
    assert answer.status_code == 422
    assert "line 7, <b>audience</b>" in editor.page
    assert editor.fields["step-set"] == "x" * 200
    assert WorkflowVersion.select().count() == 1


def test_steps_are_opened_added_renamed_and_removed(edit: Any) -> None:
    editor = edit()
    editor.press("", go="budget")
    assert editor.fields["step-name"] == "budget"
    editor.press(name="money")
    assert "next: money" in editor.text
    assert editor.fields["open"] == "money"
    editor.press("add", new="more")
    assert "  more: {say:" in editor.text
    editor.press("add", new="more")
    assert "no other step has" in editor.page
    editor.press("remove")
    assert "more:" not in editor.text
    editor.press("", go="money")
    editor.press(name="vip")
    assert "another name" in editor.page


def test_a_check_saves_nothing(edit: Any) -> None:
    editor = edit()
    editor.press("check")
    assert "it can be saved" in editor.page
    editor.press("check", otherwise_exit="step", otherwise_to="nowhere")
    assert "unknown step" in editor.page
    assert WorkflowVersion.select().count() == 1


def test_saving_makes_a_version(edit: Any, fashion: Workflow) -> None:
    editor = edit()
    assert editor.press("save", text="Whom is it for?").location == f"/workflows/{fashion.id}"
    assert [one.number for one in WorkflowVersion.select().order_by(WorkflowVersion.id)] == [1, 2]
    assert "Whom is it for?" in Workflow.get().version.source


def test_two_who_edit_the_same_do_not_overwrite_each_other(edit: Any) -> None:
    one, other = edit(), edit()
    assert one.press("save", text="One?").status_code == 303
    assert other.press("save", text="Other?").status_code == 422
    assert "changed this meanwhile" in other.page
    assert "Other?" in other.text


def test_a_new_one_begins_as_a_pattern_and_is_off(browser_of: Any, ann: Agent) -> None:
    browser = browser_of(ann)
    page = browser.sees("/workflows/new")
    for key in re.findall(r"/workflows/draft\?as=(\w+)", page):
        editor = Editor(browser, f"/workflows/draft?as={key}")
        assert "To be mended" not in editor.page, key
        assert "Allowed, but" not in editor.page, key
        assert editor.press("save").status_code == 303
    assert not any(one.active for one in Workflow.select())
    assert "name: New workflow 2" in Editor(browser, "/workflows/draft?as=empty").text


def test_a_new_one_takes_no_others_name(browser_of: Any, ann: Agent, fashion: Workflow) -> None:
    editor = Editor(browser_of(ann), "/workflows/draft")
    assert editor.press("save", name="Fashion lead").status_code == 422
    assert "exists already" in editor.page
    assert Workflow.select().count() == 1


def test_only_administrators_edit(browser_of: Any, fashion: Workflow) -> None:
    browser = browser_of(factories.make_agent("Bob", password=factories.PASSWORD))
    for path in ("/workflows/new", "/workflows/draft", f"/workflows/{fashion.id}/edit"):
        assert browser.open(path).status_code == 403
    page = browser.sees(f"/workflows/{fashion.id}")
    assert "/edit" not in page
    restored = browser.submits(f"/workflows/{fashion.id}/versions/1/restore", "/")
    assert restored.status_code == 403


def test_two_hundred_steps_can_be_edited(browser_of: Any, ann: Agent) -> None:
    long = Workflow.publish(many(200))
    editor = Editor(browser_of(ann), f"/workflows/{long.id}/edit?open=step number 7")
    assert len(editor.page.encode()) < 100 * 1024
    editor.press(text="Changed?")
    assert "Changed?" in editor.text
    editor.press("go", to="step number 150")
    assert editor.fields["step-name"] == "step number 150"


def test_versions_are_compared_and_taken_back(
    browser_of: Any, ann: Agent, fashion: Workflow
) -> None:
    Workflow.publish(TEXT.replace("For men or women?", EVIL.replace('"', "'")))
    browser, path = browser_of(ann), f"/workflows/{fashion.id}"
    page = browser.sees(f"{path}/versions")
    assert "From version 1 to version 2" in page
    assert "For men or women?" in page
    assert "&lt;script&gt;" in page
    assert page.count("<script") == 1
    assert "They are the same" in browser.sees(f"{path}/versions?old=1&new=1")
    assert "&lt;script&gt;" in browser.sees(f"{path}/versions/2")
    assert browser.open(f"{path}/versions/1/text").get_data(as_text=True) == TEXT
    assert browser.open(f"{path}/versions/9").status_code == 404
    assert browser.submits(f"{path}/versions/1/restore", path).location == path
    assert (Workflow.get().version.number, Workflow.get().version.source) == (3, TEXT)


def said(page: str) -> dict[str, str]:
    return dict(fields_of(page[page.index('class="trial"') :]))


def test_a_version_is_tried_and_nothing_is_kept(
    browser_of: Any, ann: Agent, fashion: Workflow
) -> None:
    """X11."""
    browser, path = browser_of(ann), f"/workflows/{fashion.id}/try"
    page = browser.sees(path)
    for deed in ({"say": "Hi"}, {"tap": "1/audience/1"}, {"say": "1500"}):
        data = {**said(page), "say": "", **deed}
        page = browser.client.post(path, data=data).get_data(as_text=True)
    for words in ("What&#39;s your budget, Dora?", "tag VIP Customer", "the last step was done"):
        assert words in page
    assert "<dt>audience</dt><dd>Men</dd>" in page
    assert "<dt>Status</dt><dd>Interested</dd>" in page
    assert not any(table.select().exists() for table in (Run, Contact, Message))


def test_a_draft_is_tried_before_it_is_saved(
    browser_of: Any, ann: Agent, fashion: Workflow
) -> None:
    browser, path = browser_of(ann), f"/workflows/{fashion.id}/try"
    draft = TEXT.replace("For men or women?", EVIL.replace('"', "'"))
    fields = {**said(browser.sees(path)), "definition": draft, "say": "Hi"}
    page = browser.client.post(path, data=fields).get_data(as_text=True)
    assert "&lt;script&gt;" in page
    assert page.count("<script") == 1
    wrong = browser.client.post(path, data={**fields, "definition": "name: x"})
    assert "cannot be tried yet" in wrong.get_data(as_text=True)
    back = browser.client.post(f"/workflows/{fashion.id}/edit", data={**fields, "do": "read"})
    assert "&lt;script&gt;" in back.get_data(as_text=True)


def test_a_conversation_of_somebody_elses_making_is_refused(
    browser_of: Any, ann: Agent, fashion: Workflow
) -> None:
    browser, path = browser_of(ann), f"/workflows/{fashion.id}/try"
    fields = said(browser.sees(path))
    assert browser.client.post(path, data={**fields, "kept": "W10.x"}).status_code == 400
    assert browser.client.post(path, data={"say": "Hi"}).status_code == 400, "forged"


NASTY: list[Any] = [
    5,
    "x",
    True,
    None,
    [],
    {},
    [[]],
    [{}],
    [None],
    {"a": 1},
    {"go": []},
    "a:b",
    ["x"],
]


@pytest.mark.parametrize("key", [*step_text.KEYS, "timeout", "start", "steps", "name", "restart"])
def test_forms_carry_whatever_a_text_says(key: str) -> None:
    for value in [
        *NASTY,
        {"when": 5},
        [{"when": 5}],
        [{"when": {"conditions": [1, {"trait": []}]}}],
    ]:
        form = step_form.filled("a", {"ask": "A?", key: value})
        step_form.widened(form)
        form.values()
        whole_form.filled({"name": "x", key: value}).values()
        steps_of({key: value})


def test_whatever_a_text_says_it_can_be_looked_at(edit: Any) -> None:
    editor = edit()
    for text in (
        "",
        "[]",
        "a: b",
        "steps: 5",
        "steps: [1, {name: a}]",
        "steps: {a: }",
        "x" * 300_000,
    ):
        editor.press(definition=text)
        assert "To be mended" in editor.page


def test_steps_in_a_list_are_edited_too(edit: Any) -> None:
    editor = edit()
    editor.press(definition="name: x\nsteps:\n- name: audience\n  ask: A?\n  set: a\n")
    editor.press(text="Which one?")
    assert "Which one?" in editor.text
    assert "To be mended" not in editor.page
