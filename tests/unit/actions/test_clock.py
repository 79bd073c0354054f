import pytest

from assistant.actions.clock import ClockActions


@pytest.mark.anyio
async def test_time_and_date_are_the_clocks(clock):
    actions = ClockActions(clock)
    assert (await actions.time()).facts == {"time": clock.now().isoformat(), "hour": clock.now().hour}
    assert (await actions.date()).facts == {"date": clock.now().isoformat()}
