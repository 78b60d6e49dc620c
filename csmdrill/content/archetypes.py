"""The situations from which `csmdrill scenario new` begins: who sits there, what they say, what counts."""

from __future__ import annotations

from msgspec import Struct

from csmdrill.content.competency import Competency


class Archetype(Struct, frozen=True, kw_only=True):
    """One situation, with an answer to every question of the interview.

    Args:
        name: by which it is chosen.
        what: one line about it.
        competency: of the rubric that fits.
        title, role, wants, aim: defaults of the interview; `wants` and `aim` go on after "wants".
        seconds: default of the clock.
        good, bad: words that show the right move and the wrong one; defaults of the interview.
        briefed: what the trainee reads, before what both sides want.
    """

    name: str
    what: str
    competency: Competency
    title: str
    role: str
    wants: str
    aim: str
    seconds: int
    good: tuple[str, ...]
    bad: tuple[str, ...]
    briefed: str


class Talk(Archetype, frozen=True, kw_only=True):
    """A dialogue in three steps: the right move, what follows from it, a step with a day.

    Args:
        opening: the first line.
        held, filled: what comes of a silence that is borne, and of one that is not.
        moved: the answer to the right move; `{wants}` is what the stakeholder wants.
        fell, lost: the answers to the wrong move, and to one too many.
        next_words, next_line: terms of what follows, and a line that says it.
        followed: the answer to that.
        early, squeeze: the answers to a step that comes too soon, and to a clock that runs.
        probes: what is said to anything else, by step.
        cut, waits: what is said to a speech, and when nobody speaks.
        says: ways to make the right move, and to say what follows.
    """

    opening: str
    held: str
    filled: str
    moved: str
    fell: tuple[str, str]
    lost: str
    next_words: tuple[str, ...]
    next_line: str
    followed: str
    early: str
    squeeze: str
    probes: tuple[tuple[str, str], tuple[str, str], tuple[str, str]]
    says: tuple[tuple[str, str, str, str], tuple[str, str, str]]
    cut: tuple[str, str] = ("Stop. In one sentence?", "I lost you. Shorter.")
    waits: tuple[str, str] = ("Are you still there?", "(looks at the clock)")


SILENT = Talk(
    name="silent",
    what="somebody who decides joins, and says nothing",
    competency="outcome-discovery",
    title="The one who says nothing",
    role="CFO",
    wants="a month-end close in five days instead of nine",
    aim="one outcome and one number, in their words",
    seconds=240,
    good=("outcome", "what matters", "goal"),
    bad=("feature", "dashboard", "roadmap"),
    briefed="The renewal is six weeks away, and the one who signs it joins for the first time.",
    opening="(joins, nods into the camera, and stays muted)",
    held="(unmutes) Go on. (mutes again)",
    filled="(had a hand on the button, and takes it away)",
    moved="(unmutes) What I want? In one line: {wants}.",
    fell=("(unmutes) That is your list, not mine. (mutes again)", "(muted, reads mail)"),
    lost="(unmutes) I will leave you two to it. Send me a summary.",
    next_words=("how many", "how much", "how long", "number", "today", "measure*"),
    next_line="Where does that number stand today?",
    followed="Nobody has asked me that. I will tell you: we are not halfway.",
    early="(unmutes) A meeting about what? (mutes again)",
    squeeze="(reads a message on the phone, looks at the clock)",
    probes=(
        ("(muted, looks into the camera)", "(muted, writes something down and crosses it out)"),
        ("That is words. I read numbers.", "How would I see that?"),
        ("And what happens now?", "Who does what?"),
    ),
    says=(
        (
            "Which outcome would make this a good year?",
            "What matters to you by December?",
            "What is the goal behind all of this?",
            "If one result counted, which would it be?",
        ),
        ("How long does it take you?", "How much of it is left?", "What is the number now?"),
    ),
    cut=("(unmutes) Stop. In one sentence? (mutes again)", "(muted, holds up one finger)"),
    waits=("(does not move)", "(looks at the clock)"),
)

PRICE = Talk(
    name="price",
    what="procurement asks for a discount",
    competency="renewal-negotiation",
    title="Fifteen percent, or we look around",
    role="Procurement lead",
    wants="fifteen percent off, to show that the price was worked on",
    aim="the price to stand, or a reduction that buys something",
    seconds=210,
    good=("in return", "trade", "what would you give"),
    bad=("i could do", "we can do ten", "let me see what i can do"),
    briefed="The renewal is due in three weeks. The users are content; the buyer has other targets.",
    opening="I will be short. What will you take off the price?",
    held="(types) So. You do not answer that.",
    filled="I am listening. You were about to name a figure.",
    moved="A trade, then. I will be open: I need {wants}.",
    fell=("Good. We are moving. And the next step down?", "Noted. That is a beginning."),
    lost="Then I have what I needed. I will send it to you in writing.",
    next_words=("two years", "term", "reference", "who signs", "who decides", "by when", "what happens if"),
    next_line="And if we agree on two years, who signs it?",
    followed="Two years is not mine alone to give. Finance signs.",
    early="Slow down. We have not agreed on anything.",
    squeeze="My next call is waiting. Your last word?",
    probes=(
        ("That is nice. And the price?", "Everybody says so. How much?"),
        ("And what do I get for it?", "Words. Put it beside a figure."),
        ("So how do we leave it?", "Who writes to whom?"),
    ),
    says=(
        (
            "If the price moves, what comes in return?",
            "I do not lower it for nothing. What is the trade?",
            "A figure needs something in return.",
            "What would you put on the other side?",
        ),
        ("Who decides that on your side?", "Would you take a longer term?", "By when must it be signed?"),
    ),
)

DISCOVERY = Talk(
    name="discovery",
    what="a first talk in which one learns, or presents",
    competency="outcome-discovery",
    title="First call with a new sponsor",
    role="Head of operations",
    wants="fewer orders that somebody has to touch twice",
    aim="what it costs them today, and by when it must change",
    seconds=300,
    good=("what happens today", "how do you", "walk me through"),
    bad=("our product", "let me show you", "best practice"),
    briefed="The sponsor is new, inherited the contract and has half an hour less than planned.",
    opening="So. I was told that you would present something?",
    held="Well. You want to hear it from me, then.",
    filled="Is that the presentation?",
    moved="Today? By hand, most of it. What I would like is this: {wants}.",
    fell=("I have seen slides like that.", "Yes, that is what the website says."),
    lost="I think I know enough. My assistant will be in touch.",
    next_words=("cost*", "how often", "how many", "what would change", "why now", "by when", "who else"),
    next_line="What does that cost you in a month, and who else feels it?",
    followed="Two people, half of their week. And the complaints, those come to me.",
    early="Before we plan anything: what have you understood?",
    squeeze="I have to be downstairs in a minute.",
    probes=(
        ("Do you know how a day looks here?", "And what does that have to do with my team?"),
        ("It is worse than it sounds.", "You are the third who says so."),
        ("Good. And now?", "What do you need from me?"),
    ),
    says=(
        (
            "How do you handle that at the moment?",
            "Walk me through the last time it went wrong.",
            "What happens today when an order is wrong?",
            "Before I say anything: how do you do it now?",
        ),
        ("How often does it happen?", "What would change if it were gone?", "Why now, and not last year?"),
    ),
)

BAD_NEWS = Talk(
    name="bad-news",
    what="something broke, and you are the one who says so",
    competency="executive-communication",
    title="The morning after the outage",
    role="Head of customer service",
    wants="to know what to tell forty people at nine",
    aim="to own it, and to leave with a day on which they see the cause",
    seconds=180,
    good=("we caused", "our fault", "your team could not"),
    bad=("only", "unfortunately", "the supplier"),
    briefed="Yesterday your product was down for three hours. Nobody has called them yet. You do.",
    opening="I wondered when you would call.",
    held="(breathes out) All right. Tell me.",
    filled="Let me finish. Or do you want to?",
    moved="Thank you for saying it like that. I need one thing: {wants}.",
    fell=("Only. Forty people sat there.", "I did not ask who else it was."),
    lost="I will take this up with your management.",
    next_words=("cause*", "what happened", "so that it", "not happen again", "changed", "from now on"),
    next_line="The cause was a change of ours, and from now on it is tested before it reaches you.",
    followed="That is something I can repeat. In writing, please.",
    early="A report. And until then I say what?",
    squeeze="They are standing at my door. Quick.",
    probes=(
        ("That does not help me at nine.", "Was it you, or was it not?"),
        ("And how do I know that it is over?", "What was it, then?"),
        ("And when do I hear from you?", "Who calls whom?"),
    ),
    says=(
        (
            "We caused this, and I will not dress it up.",
            "Your team could not work for three hours, and that is on us.",
            "It was our fault.",
            "Nobody else did this. It was us.",
        ),
        ("The cause is found.", "What happened is simple to say.", "We have changed how it is released."),
    ),
)

HAND_OFF = Talk(
    name="hand-off",
    what="sales promised something that is not there",
    competency="adoption-intervention",
    title="What sales had promised",
    role="Project lead",
    wants="the import to run by the first of the month",
    aim="to say what is true, and to agree on what can be done by when",
    seconds=240,
    good=("not in the product", "that was promised", "it does not do that"),
    bad=("should be possible", "i will check", "probably"),
    briefed="You take the account over today. The order form says nothing about an import; an e-mail does.",
    opening="Before we begin: the import. We were told that it comes with it.",
    held="So there is something you have to tell me.",
    filled="Is that a yes?",
    moved="At least somebody says it. Then listen: I need {wants}.",
    fell=("Should. I heard that in spring, too.", "So it is a yes. I write that down."),
    lost="Then I take it as promised, and my director writes to yours.",
    next_words=("what it can do", "instead", "without it", "which part", "what do you need", "first"),
    next_line="Which part do you need on the first, and what could wait?",
    followed="The customers. The rest could wait for a month, if somebody tells me so today.",
    early="First I want to know what is true.",
    squeeze="My director joins in a minute. What do I tell her?",
    probes=(
        ("Is it in there, or is it not?", "That was not my question."),
        ("And what do I do on the first?", "That sounds like a no with flowers."),
        ("Who does that, and when?", "I have heard plans before."),
    ),
    says=(
        (
            "That was promised, and it is not in the product.",
            "The product does not have it. It does not do that.",
            "I will be plain: it is not in the product today.",
            "What you were told is not what there is.",
        ),
        (
            "What do you need on the first?",
            "Could you start without it?",
            "Let us look at which part comes first.",
        ),
    ),
)

BRIEFING = Archetype(
    name="briefing",
    what="ninety seconds in front of a board, aloud",
    competency="executive-communication",
    title="Ninety seconds for the board",
    role="Chair of the board",
    wants="to know what to decide, and what it costs not to",
    aim="a decision, with a day",
    seconds=90,
    good=("i ask you", "please decide", "approve"),
    bad=("as you know", "feature", "background"),
    briefed="You are the fourth item, after lunch. They have not read your page.",
)

ARCHETYPES: tuple[Archetype, ...] = (SILENT, PRICE, BRIEFING, DISCOVERY, BAD_NEWS, HAND_OFF)
