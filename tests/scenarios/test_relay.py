"""A conversation whose media passes a real TURN server."""

from pathlib import Path

from signaling.server.settings import Turn
from tests.scenarios.seeing import booth_shows_and_plays, expert_sees_and_hears
from tests.support.city import ScenarioCity
from tests.support.processes import TurnServer


async def test_through_coturn(city: ScenarioCity, turn_server: TurnServer, tmp_path: Path) -> None:
    secret = tmp_path / "turn.secret"
    secret.write_text(turn_server.secret)
    await city.start(turn=Turn(urls=turn_server.urls, secret_file=secret))
    desk = await city.desk(relay_only=True)
    expert, clerk = await city.expert(relay_only=True), await city.clerk()
    await city.together(clerk, expert)
    await expert_sees_and_hears(expert)
    await booth_shows_and_plays(desk)

    # Nothing but relayed candidates was offered or used.
    for keeper, other in (
        (desk.runtime.keeper, expert.world.participant or ""),
        (expert.keeper, "t_porina-1"),
    ):
        peer = keeper._pairs[other].peer
        assert peer is not None
        local = peer._connection.localDescription.sdp
        kinds = {
            line.split(" typ ")[1].split()[0]
            for line in local.splitlines()
            if line.startswith("a=candidate:")
        }
        assert kinds == {"relay"}
