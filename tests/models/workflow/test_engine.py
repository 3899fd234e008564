"""What steps do to a contact and to each other (W3), and how few messages they need (X18)."""

from models.conditions.facts import Facts
from models.workflow.outcome import (
    AddTag,
    HandOver,
    RemoveTag,
    RunState,
    SetSource,
    SetState,
    SetStatus,
    SetTrait,
)
from tests.models.workflow.conversation import talk


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


def test_hundreds_of_silent_steps_are_gone_through_at_once():
    steps = "\n      ".join(f"s{at}: {{tag: T{at}, next: s{at + 1}}}" for at in range(499))
    dora = talk(f"{steps}\n      s499: {{say: Done}}")
    assert dora.said == ["Done"]
    assert len(dora.done) == 499
