"""What steps do to a contact and to each other (W3), and how few messages they need (X18)."""

from datetime import timedelta

from models.facts import Facts
from models.workflow.outcome import (
    AddTag,
    HandOver,
    Place,
    RemoveTag,
    RunState,
    SetSource,
    SetState,
    SetStatus,
    SetTrait,
)
from tests.models.workflow.conversation import DORA, Conversation


def talk(steps: str, facts: Facts = DORA, top: str = "") -> Conversation:
    return Conversation(f"name: Test\n{top}\nsteps:\n      {steps.strip()}", facts)


def test_texts_that_follow_each_other_become_one_message_with_the_question():
    dora = talk("""
      hello: {say: "Hello {name}!", next: more}
      more: {say: "We have news.", next: which}
      which: {ask: "Which?", choices: [A, B]}
    """)
    (content,) = dora.contents
    assert content["type"] == "buttons"
    assert content["text"] == "Hello Dora!\n\nWe have news.\n\nWhich?"


def test_a_text_too_long_for_the_question_goes_before_it():
    dora = talk(f"""
      hello: {{say: "{"x" * 1000}", next: which}}
      which: {{ask: "{"y" * 500}", choices: [A, B]}}
    """)
    assert [len(text) for text in dora.said] == [1000, 500]


def test_texts_over_the_limit_are_split_at_a_paragraph():
    dora = talk(f"""
      one: {{say: "{"x" * 2500}", next: two}}
      two: {{say: "{"y" * 2500}"}}
    """)
    assert dora.said == ["x" * 2500, "y" * 2500]


def test_every_effect_of_a_step_happens_in_order_before_anything_is_said():
    dora = talk("""
      all:
        say: Done
        tag: [VIP, New]
        untag: Old
        status: Won
        state: client
        source: Fair
        traits: {size: 4, since: 2026-01-02, kind: big, open: true}
    """)
    assert dora.done == [
        RemoveTag("Old"),
        AddTag("VIP"),
        AddTag("New"),
        SetStatus("Won"),
        SetState("CLIENT"),
        SetSource("Fair"),
        SetTrait("kind", "big", "text"),
        SetTrait("open", True, "boolean"),
        SetTrait("since", "2026-01-02", "date"),
        SetTrait("size", 4, "number"),
    ]
    assert dora.said == ["Done"]


def test_a_question_does_its_effects_when_it_is_answered():
    dora = talk("which: {ask: Which?, tag: Asked, hand_over: true}")
    assert dora.done == []
    dora.hears("this")
    assert dora.done == [AddTag("Asked"), HandOver("step 'which' hands over")]


def test_later_texts_and_branches_see_what_was_just_answered():
    dora = talk(
        """
      colour: {ask: Colour?, set: Colour, traits: {seen: 1}, untag: new, status: Open, next: route}
      route:
        next:
          - when:
              match: all
              conditions:
                - {trait: COLOUR, value: blue}
                - {trait: seen, op: gte, value: 1}
                - {field: tag, op: not_set}
                - {status: open}
            go: echo
      echo: {say: "You like {colour}."}
    """,
        Facts(tags=frozenset({"New"}), traits={"colour": "red"}),
    )
    assert dora.hears("Blue") == ["You like Blue."]
    assert dora.facts.traits == {"Colour": "Blue", "seen": 1}


def test_any_of_several_conditions_opens_a_branch():
    steps = """
      route:
        next:
          - {when: {match: any, conditions: [{tag: VIP}, {state: CLIENT}]}, go: known}
      known: {say: Welcome back}
    """
    assert talk(steps, Facts(state="CLIENT")).said == ["Welcome back"]
    assert talk(steps, Facts(tags=frozenset({"vip"}))).said == ["Welcome back"]
    stranger = talk(steps)
    assert (stranger.said, stranger.outcome.state) == ([], RunState.DONE)


def test_branches_may_hand_over_or_end():
    steps = """
      route:
        next:
          - {when: {tag: VIP}, hand_over: true}
          - {when: {trait: spam}, end: true}
          - {go: bye}
      bye: {say: Bye}
    """
    assert talk(steps, Facts(tags=frozenset({"VIP"}))).outcome.state is RunState.HANDED_OVER
    assert talk(steps, Facts(traits={"spam": 1})).outcome.state is RunState.DONE
    assert talk(steps).said == ["Bye"]


def test_words_come_before_the_hand_over():
    dora = talk('bye: {say: "A colleague comes.", status: Open, hand_over: true}')
    assert dora.said == ["A colleague comes."]
    assert dora.outcome.effects[-1] == HandOver("step 'bye' hands over")


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


def test_hundreds_of_silent_steps_are_gone_through_at_once():
    steps = "\n      ".join(f"s{at}: {{tag: T{at}, next: s{at + 1}}}" for at in range(499))
    dora = talk(f"{steps}\n      s499: {{say: Done}}")
    assert dora.said == ["Done"]
    assert len(dora.done) == 499
