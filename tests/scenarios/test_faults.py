"""What breaks in the middle of a conversation, and how it goes on."""

from contextlib import AsyncExitStack

from edge_client.booth.messages import MediaPath, Picture, Screen, ServerLink
from edge_client.config import CameraSection
from edge_client.devices.opencv import cv2
from edge_client.devices.pattern import draw_background
from edge_client.devices.recovery import CAMERA_TIMES
from tests.scenarios.seeing import booth_shows_and_plays, expert_sees_and_hears
from tests.support.cable import Cable
from tests.support.city import DOCUMENT_MARKER, FACE_MARKER, ScenarioCity
from tests.support.deafness import deafen
from tests.support.fake_devices import FakeCamera
from tests.support.media import marker_in
from tests.support.waiting import eventually

FAST = CAMERA_TIMES.scaled(0.1)


async def test_signaling_cut_and_resumed_without_losing_media(city: ScenarioCity) -> None:
    async with Cable() as cable:
        node = await city.start(public_urls=[cable.url])
        cable.lead_to(node.port)
        desk = await city.desk(url=cable.url)
        expert, clerk = await city.expert(), await city.clerk()
        await city.together(clerk, expert)
        await booth_shows_and_plays(desk)

        cable.cut()
        await eventually(
            lambda: desk.screen.link is ServerLink.RECONNECTING, timeout_s=5, what="the cut"
        )
        assert desk.on(Screen.CONVERSATION)
        await booth_shows_and_plays(desk)
        await expert_sees_and_hears(expert)

        cable.mend()
        await eventually(
            lambda: desk.screen.link is ServerLink.ONLINE, timeout_s=10, what="the link again"
        )
        await eventually(
            lambda: desk.runtime.state.world.synced, timeout_s=5, what="everything told again"
        )
        await booth_shows_and_plays(desk)
        await expert_sees_and_hears(expert)
        assert desk.runtime.keeper.generation(expert.world.participant or "") == 1, (
            "the media connection must not have been made anew"
        )
        # The conversation can still be steered.
        await expert.hang_up()
        await eventually(lambda: desk.on(Screen.WITH_CLERK), timeout_s=5, what="the expert gone")


async def test_a_dead_path_is_replaced_under_the_same_room(city: ScenarioCity) -> None:
    async with Cable() as cable:
        node = await city.start(public_urls=[cable.url])
        cable.lead_to(node.port)
        desk = await city.desk(url=cable.url)
        expert, clerk = await city.expert(), await city.clerk()
        await city.together(clerk, expert)
        await booth_shows_and_plays(desk)
        room = expert.room
        assert room is not None
        me = expert.world.participant or ""

        cable.hold()  # the new path may else stand before anybody could read of the interruption
        for keeper, other in ((desk.runtime.keeper, me), (expert.keeper, "t_porina-1")):
            peer = keeper._pairs[other].peer
            assert peer is not None
            deafen(peer)
        frozen = desk.page.counts[Picture.COUNTERPART_FACE]
        await eventually(
            lambda: any(c.path is MediaPath.INTERRUPTED for c in desk.screen.counterparts),
            timeout_s=15,
            what="the screen to say that the picture is interrupted",
        )
        assert desk.page.counts[Picture.COUNTERPART_FACE] <= frozen + 3
        cable.release()
        await eventually(
            lambda: desk.runtime.keeper.generation(me) >= 2, timeout_s=10, what="a new generation"
        )
        await booth_shows_and_plays(desk)
        await expert_sees_and_hears(expert)
        assert expert.room is not None
        assert expert.room.id == room.id


async def test_a_terminal_started_anew_finds_its_conversation_again(city: ScenarioCity) -> None:
    async with Cable() as cable:
        node = await city.start(public_urls=[cable.url])
        cable.lead_to(node.port)
        async with AsyncExitStack() as crashing:
            whole, city.stack = city.stack, crashing
            await city.desk(url=cable.url)
            city.stack = whole
            expert, clerk = await city.expert(), await city.clerk()
            await city.together(clerk, expert)
            await expert_sees_and_hears(expert)
            cable.cut()  # so that it cannot say goodbye, as in a power cut
        room = expert.room
        assert room is not None
        desk = await city.desk()
        await booth_shows_and_plays(desk)
        await expert_sees_and_hears(expert)
        assert expert.room is not None
        assert expert.room.id == room.id


async def test_an_unplugged_camera_goes_dark_and_the_others_go_on(city: ScenarioCity) -> None:
    section = CameraSection(
        source="camera", width=640, height=360, fps=10, marker=DOCUMENT_MARKER, colour="#F2EFE6"
    )
    camera = FakeCamera(picture=draw_background("document", section), period=0.05)
    await city.start()
    desk = await city.desk(document_capture=camera.open, document=section, times=FAST)
    expert, clerk = await city.expert(), await city.clerk()
    await city.together(clerk, expert)
    await expert_sees_and_hears(expert)

    camera.unplug()
    await eventually(
        lambda: desk.screen.devices.document == "missing", timeout_s=5, what="the booth to know"
    )

    def placeholder() -> bool:
        shown = expert.document()
        assert shown is not None
        assert marker_in(shown) is None, "the paper is still shown"
        pixels = shown.frame.to_ndarray(format="bgr24")
        edges = cv2.Canny(pixels, 80, 160)
        assert int((edges > 0).sum()) > 200, "a dark picture without a word on it"
        return True

    await eventually(placeholder, timeout_s=5, what="a placeholder that says so")
    face = expert.face()
    assert face is not None
    await eventually(
        lambda: (latest := expert.face()) is not None and latest.seq > face.seq + 20,
        timeout_s=5,
        what="the face to go on",
    )
    assert marker_in(expert.face()) == FACE_MARKER

    camera.plug_in()
    await expert_sees_and_hears(expert)
    await eventually(
        lambda: desk.screen.devices.document == "live", timeout_s=5, what="the booth to know"
    )
