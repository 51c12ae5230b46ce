"""Journey 1 without a browser: summoned, answered, seen, heard, ended, free again."""

from edge_client.booth.messages import BoothEnd, MediaPath, Picture, Screen, ServerLink
from signaling.protocol import EndReason, PresenceState, Purpose
from tests.scenarios.seeing import booth_shows_and_plays, expert_sees_and_hears
from tests.support.city import ScenarioCity
from tests.support.waiting import eventually


async def test_a_clerk_brings_an_expert_to_the_resident(city: ScenarioCity) -> None:
    await city.start()
    desk = await city.desk()
    expert = await city.expert()
    clerk = await city.clerk()
    assert desk.on(Screen.START)
    assert desk.screen.link is ServerLink.ONLINE

    await clerk.summon()
    ring = await expert.ring(5)
    assert ring.service_name.fi == "Verohallinto"
    assert ring.summoned_by.name == "Kaisa Kärki"
    await eventually(lambda: desk.on(Screen.CONNECTING), timeout_s=5, what="the connecting screen")
    assert desk.page.pictures == {}, "no camera is looked at before somebody comes"

    await expert.accept()
    await expert.in_conversation(10)
    await expert_sees_and_hears(expert)
    await booth_shows_and_plays(desk)
    counterpart = next(c for c in desk.screen.counterparts if c.name == "Aino Äyräs")
    assert counterpart.path is MediaPath.CONNECTED
    assert expert.presence is PresenceState.BUSY

    await expert.hang_up()
    await eventually(lambda: desk.on(Screen.WITH_CLERK), timeout_s=5, what="the clerk goes on")
    me = expert.world.participant or ""
    assert desk.runtime.board.latest(me, Purpose.FACE) is None, "the expert's picture stays behind"
    await clerk.end()
    await eventually(
        lambda: desk.screen.reason is EndReason.ENDED_BY_STAFF,
        timeout_s=5,
        what="the ended screen with its reason",
    )
    assert expert.board.latest("t_porina-1", Purpose.FACE) is None, "nothing of the visit remains"


async def test_hanging_up_frees_the_expert_for_the_next_request(city: ScenarioCity) -> None:
    await city.start()
    await city.desk()
    expert, clerk = await city.expert(), await city.clerk()
    await city.together(clerk, expert)
    await expert.hang_up()
    await eventually(
        lambda: expert.presence in (PresenceState.AVAILABLE, PresenceState.WRAP_UP),
        timeout_s=5,
        what="the expert to be out of the conversation",
    )
    await expert.available()
    await city.together(clerk, expert)
    await expert_sees_and_hears(expert)


async def test_two_conversations_at_once_do_not_mix(city: ScenarioCity) -> None:
    await city.start()
    one, two = await city.desk("porina-1", tone=440.0), await city.desk("lavia-1", tone=520.0)
    aino = await city.expert("aino", tone=880.0, marker=7)
    kaisa = await city.clerk("kaisa", "porina-1")
    await city.together(kaisa, aino)
    bo = await city.expert("bo", tone=1000.0, marker=8)
    leo = await city.clerk("leo", "lavia-1")
    await city.together(leo, bo)
    await expert_sees_and_hears(aino, tone=440.0)
    await expert_sees_and_hears(bo, tone=520.0)
    await booth_shows_and_plays(one, tone=880.0, marker=7)
    await booth_shows_and_plays(two, tone=1000.0, marker=8)


async def test_clerk_and_expert_on_different_nodes(city: ScenarioCity) -> None:
    first, second = await city.start(), await city.start()
    desk = await city.desk(on=first)
    clerk = await city.clerk(on=first)
    expert = await city.expert(on=second)
    await city.together(clerk, expert)
    await expert_sees_and_hears(expert)
    await booth_shows_and_plays(desk)
    await expert.hang_up()
    await eventually(lambda: desk.on(Screen.WITH_CLERK), timeout_s=5, what="the clerk goes on")


async def test_the_resident_ends_it_for_everybody(city: ScenarioCity) -> None:
    await city.start()
    desk = await city.desk()
    expert, clerk = await city.expert(), await city.clerk()
    await city.together(clerk, expert)
    await booth_shows_and_plays(desk)
    await desk.page.say(BoothEnd())
    await eventually(
        lambda: desk.screen.reason is EndReason.ENDED_BY_RESIDENT,
        timeout_s=2,
        what="the ended screen",
    )
    await expert.until(lambda: expert.room is None, 5)
    assert expert.world.last_ended is not None
    assert expert.world.last_ended.reason is EndReason.ENDED_BY_RESIDENT
    shown = desk.page.counts[Picture.COUNTERPART_FACE]
    await eventually(lambda: desk.heard.loudness() < 0.001, timeout_s=3, what="silence")
    assert desk.page.counts[Picture.COUNTERPART_FACE] <= shown + 2


async def test_the_resident_takes_a_summons_back(city: ScenarioCity) -> None:
    await city.start()
    desk = await city.desk()
    expert, clerk = await city.expert(), await city.clerk()
    await clerk.summon()
    await expert.ring(5)
    await eventually(lambda: desk.on(Screen.CONNECTING), timeout_s=5, what="the connecting screen")
    await desk.page.say(BoothEnd())
    await expert.until(lambda: expert.world.ring is None, 5)
    await eventually(lambda: desk.on(Screen.START), timeout_s=5, what="the start screen")
    await expert.until(lambda: expert.presence is PresenceState.AVAILABLE, 5)
