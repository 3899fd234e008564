"""How each kind of question is shown, asked again, and left alone after silence (W3, X11)."""

from datetime import timedelta

from models.workflow.outcome import HandOver, Place, RunState, SetTrait
from tests.models.workflow.conversation import talk


def test_four_choices_or_a_description_make_a_list():
    dora = talk("size: {ask: Size?, choices: [S, M, L, XL], button: Sizes}")
    assert dora.contents[0]["type"] == "list"
    assert dora.contents[0]["button"] == "Sizes"
    assert dora.contents[0]["rows"][3] == {"id": "7/size/4", "title": "XL"}

    dora = talk(
        "size: {ask: Size?, choices: [{title: S, description: Small, value: small}], set: s}"
    )
    row = {"id": "7/size/1", "title": "S", "description": "Small"}
    assert dora.contents == [{"type": "list", "text": "Size?", "button": "Choose", "rows": [row]}]
    dora.hears("S", "7/size/1")
    assert dora.done == [SetTrait("s", "small", "choice")]


def test_yes_or_no_has_two_buttons_and_a_truth_for_an_answer():
    dora = talk("news: {ask: News?, kind: yes_no, set: news}")
    assert [button["title"] for button in dora.contents[0]["buttons"]] == ["Yes", "No"]
    dora.hears("No", "7/news/2")
    assert dora.done == [SetTrait("news", False, "boolean")]


def test_a_location_is_asked_for_with_its_own_button():
    dora = talk("where: {ask: Where?, kind: location, set: place}")
    assert dora.contents == [{"type": "location_request", "text": "Where?"}]
    dora.hears(type="location", location=(40.4168, -3.7038))
    assert dora.done == [SetTrait("place", "40.4168,-3.7038", "text")]


def test_wrong_answers_lead_where_otherwise_says():
    dora = talk("""
      a: {ask: How many?, kind: number, retries: 0, otherwise: {go: b}}
      b: {say: Never mind}
    """)
    assert dora.hears("many") == ["Never mind"]
    dora = talk("a: {ask: How many?, kind: number, retries: 0, otherwise: end}")
    assert (dora.hears("many"), dora.outcome.state) == ([], RunState.DONE)


def test_the_author_says_how_a_question_is_asked_again():
    steps = "a: {ask: ¿Cuántos?, kind: number, min: 1, max: 9}"
    dora = talk(steps, top='retry: "Perdona, {name}, no te entiendo."')
    assert dora.hears("no sé") == ["Perdona, Dora, no te entiendo.\n\n¿Cuántos?"]
    assert dora.hears("12") == ["Perdona, Dora, no te entiendo. (1 … 9)\n\n¿Cuántos?"]


def test_the_author_says_how_a_late_tap_is_refused():
    dora = talk("a: {ask: A?}", top='late: "Demasiado tarde."')
    assert dora.hears("x", "6/a/1") == ["Demasiado tarde."]


def test_the_timeouts_own_branch_is_taken_once():
    steps = """
      a: {ask: A?, next: b}
      b: {ask: B?}
    """
    dora = talk(steps, top="timeout: {after: 2h, say: Hello?, times: 2, then: {go: b}}")
    assert [dora.times_out() for _ in range(3)] == [["Hello?"], ["Hello?"], ["B?"]]
    assert dora.place.step == "b"
    assert (dora.times_out(), dora.outcome.state) == ([], RunState.TIMED_OUT)


def test_who_answers_the_timeouts_branch_gets_all_nudges_again():
    steps = "a: {ask: A?, next: b}\n      b: {ask: B?, kind: number}"
    dora = talk(steps, top="timeout: {after: 2h, say: Hello?, then: {go: b}}")
    dora.times_out()
    dora.times_out()
    dora.hears("?")
    assert dora.place == Place("b", asked=1)
    assert dora.times_out() == ["Hello?"]


def test_silence_may_lead_to_a_person():
    dora = talk("a: {ask: A?}", top="timeout: {after: 90m, then: hand_over}")
    assert dora.outcome.wait == timedelta(minutes=90)
    dora.times_out()
    assert dora.done == [HandOver("no answer to 'a'")]


def test_without_a_timeout_a_run_ends_after_thirty_days():
    dora = talk("a: {ask: A?}")
    assert dora.outcome.wait == timedelta(days=30)
    dora.times_out()
    assert dora.outcome.state is RunState.TIMED_OUT
