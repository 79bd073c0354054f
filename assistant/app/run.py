"""The life of `zenus run`: open what is there, warm up, serve until the end, and close in order.

Input ends first, then the dialog, then output, then the store. What is missing on this machine is said in one sentence,
and the rest goes on without it.
"""

import signal
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
from anyio.abc import TaskGroup

from assistant.actions.undo import named
from assistant.app import demo
from assistant.app.assistant import RunningAssistant
from assistant.app.captions import Captions
from assistant.app.console import Timeline, TypedPrompt, tell
from assistant.app.ears import listener_settings, make_listener, make_voice
from assistant.app.engines import Hearing, load_engines
from assistant.app.event_log import EventFile
from assistant.app.gui_process import GuiProcess, has_display
from assistant.app.instance import single_instance
from assistant.app.link.recent import RecentEvents
from assistant.app.link.server import LinkServer
from assistant.app.logs import LogFile, log_event, start_logging
from assistant.app.panel.commands import Panel
from assistant.app.panel.live_settings import LiveSettings
from assistant.app.sound import Sound
from assistant.app.wiring import Core, build_core
from assistant.app.workers import ThreadWorker
from assistant.config import paths
from assistant.config.loading import load_settings
from assistant.config.settings import Settings
from assistant.dialog.turn import Request
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import SystemClock
from assistant.kernel.errors import AudioError, AudioFileError
from assistant.kernel.ports import Microphone, Speaker
from assistant.kernel.types import Utterance
from assistant.store.database import Database
from assistant.store.history import SqliteHistory
from speech.audio.files import sound_info
from speech.audio.wav import WavMicrophone
from speech.pipeline.listener import Listener
from speech.pipeline.voice import SpeakerVoice

LAST_WORDS_S = 5.0


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What `zenus run` was asked for.

    Attributes:
        input: Sound file in the place of the microphone.
        output: WAV file that is written with what is spoken.
        events: File that gets one JSON line an event.
        is_typed: Requests are typed; no microphone is opened.
        is_fast: The input file is taken as fast as it can be worked on, and speech takes no time.
        has_gui: A window may be shown.
    """

    input: Path | None = None
    output: Path | None = None
    events: Path | None = None
    is_typed: bool = False
    is_fast: bool = False
    has_gui: bool = True


def run_assistant(options: RunOptions) -> None:
    """Run until the input has ended, or someone ends it.

    Raises:
        ZenusError: It cannot start; the message says why.
    """
    settings = load_settings()
    paths.ensure_private(paths.runtime_dir())
    paths.ensure_private(paths.socket_file().parent)
    log_file = start_logging(paths.log_file(), settings.log.level, log_private=settings.privacy.log_private)
    with log_file, single_instance(paths.lock_file()), Database(paths.database_file()) as database:
        SqliteHistory(database).forget(datetime.now(UTC) - timedelta(days=settings.privacy.keep_history_days))
        anyio.run(_Run(options, settings, database, log_file).main)


class _Run:
    """One run. Made outside the loop, used inside it."""

    def __init__(self, options: RunOptions, settings: Settings, database: Database, log_file: LogFile) -> None:
        self._options = options
        self._settings = settings
        self._database = database
        self._log_file = log_file
        self._clock = SystemClock()
        self._bus = EventBus(self._clock)
        self._recent = RecentEvents()
        self._sound = Sound(settings, self._bus, is_fast=options.is_fast)
        self._answer: Path | None = None
        self._hearing: Hearing | None = None

    async def main(self) -> None:
        """Open, warm up, serve, close."""
        async with AsyncExitStack() as stack:
            self._bus.add_sink(log_event)
            self._bus.add_sink(Timeline())
            self._bus.add_sink(self._recent)
            if self._options.events:
                self._bus.add_sink(stack.enter_context(EventFile(self._options.events)))
            if self._options.has_gui and not has_display():
                tell("There is no display here, so nothing is shown but these lines.")
            # Devices stay open in scopes of their own, which this one must outlast.
            tasks = await stack.enter_async_context(anyio.create_task_group())
            loaded = anyio.Event()
            tasks.start_soon(self._load, loaded)
            microphone, speaker = await self._open_sound(stack)
            await loaded.wait()
            voice = await stack.enter_async_context(
                make_voice(self._tts, speaker, self._settings, lambda turn: on_first_audio(turn))
            )
            core = build_core(self._settings, self._database, self._bus, self._clock, voice)
            on_first_audio = core.controller.mark_first_audio
            listener = None
            if microphone is not None and self._hearing is not None:
                # A file is opened only now: its clock runs from the moment at which it is opened.
                if isinstance(microphone, WavMicrophone):
                    await stack.enter_async_context(microphone)
                how = listener_settings(self._settings, is_fast=self._options.is_fast)
                listener = make_listener(self._hearing, microphone, voice, core, how)
                tell(f"Listening to {microphone.name}. Say “Hey Zenus”.")
            await self._serve(core, voice, listener)

    async def _load(self, loaded: anyio.Event) -> None:
        self._tts, self._hearing = await load_engines(self._settings, has_ears=not self._options.is_typed)
        loaded.set()

    # ------------------------------------------------------------------------------------------------------- devices

    async def _open_sound(self, stack: AsyncExitStack) -> tuple[Microphone | None, Speaker]:
        """Open the speaker, and the microphone if it is a device; say in a sentence what is not there."""
        if self._options.is_typed:
            return None, await self._open_speaker(stack, self._options.output)
        if self._options.input:
            sound_info(self._options.input)  # Now rather than after seconds of loading.
            return self._sound.file_microphone(self._options.input), await self._open_speaker(
                stack, self._options.output
            )
        try:
            microphone = await self._sound.device_microphone(stack)
        except AudioError as error:
            tell(f"{error.message} So a synthesised voice asks, and the answer is written to a file.")
            self._answer = self._options.output or demo.answer_path()
            speaker = await self._sound.speaker(stack, self._answer, has_device=False)
            return self._sound.file_microphone(await ThreadWorker().run(demo.make_request)), speaker
        return microphone, await self._open_speaker(stack, self._options.output)

    async def _open_speaker(self, stack: AsyncExitStack, output: Path | None) -> Speaker:
        if not self._options.is_fast:
            try:
                return await self._sound.speaker(stack, output, has_device=True)
            except AudioFileError:
                raise
            except AudioError as error:
                tell(f"{error.message} {'What is said is only written.' if output else 'What is said is not heard.'}")
        return await self._sound.speaker(stack, output, has_device=False)

    # --------------------------------------------------------------------------------------------------------- serve

    async def _serve(self, core: Core, voice: SpeakerVoice, listener: Listener | None) -> None:
        """Take requests until the input ends or someone ends it; then let the last words be said."""
        assistant = RunningAssistant(core, listener=listener)
        async with anyio.create_task_group() as background:
            await self._look_after_journal(core)
            live = LiveSettings(paths.config_file(), self._settings, self._bus)
            panel = Panel(core, live, self._sound, voice, listener)
            panel.keep_log(self._log_file)
            commands = {**assistant.commands(), **panel.commands()}
            server = LinkServer(paths.socket_file(), commands, self._bus, self._recent)
            await background.start(server.serve)
            self._show(background, voice)
            background.start_soon(core.controller.run)
            background.start_soon(core.alarm_clock.run)
            background.start_soon(core.schedule_clock.run)
            background.start_soon(live.run)
            background.start_soon(panel.switch.run)
            background.start_soon(_take_signals, assistant)
            async with anyio.create_task_group() as inputs:
                inputs.start_soon(_cancel_when_ended, assistant, inputs.cancel_scope)
                await self._take_requests(core, listener)
                inputs.cancel_scope.cancel()
            if assistant.is_ended.is_set():
                core.controller.halt("signal")
            with anyio.move_on_after(LAST_WORDS_S):
                await core.controller.wait_until_idle()
            background.cancel_scope.cancel()
        if self._answer:
            tell(f"The answer is in {self._answer}")

    def _show(self, background: TaskGroup, voice: SpeakerVoice) -> None:
        """Start the window, if there is a display to show it on."""
        captions = Captions(self._bus, voice.spoken)
        self._bus.add_sink(captions)
        background.start_soon(captions.run)
        if self._options.has_gui and has_display():
            background.start_soon(GuiProcess(paths.state_dir() / "gui.log").run)

    async def _look_after_journal(self, core: Core) -> None:
        """Say what a crash broke off, before anything new is done."""
        broken_off = await core.keeper.recover()
        if broken_off:
            tell(core.composer.message("undo.interrupted", {"deed": named(broken_off[0])}).text)
        await core.keeper.let_go()

    async def _take_requests(self, core: Core, listener: Listener | None) -> None:
        if listener is not None:
            await listener.run()
        if self._options.is_typed or (self._answer and sys.stdin.isatty()):
            prompt = TypedPrompt()

            async def ask(text: str) -> None:
                await core.controller.submit(Request(Utterance(text, "typed", core.language)))

            await prompt.run(ask)


async def _cancel_when_ended(assistant: RunningAssistant, scope: anyio.CancelScope) -> None:
    await assistant.is_ended.wait()
    scope.cancel()


async def _take_signals(assistant: RunningAssistant) -> None:
    """The first Ctrl+C silences; one with nothing to silence, and a request to terminate, end the assistant."""
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for number in signals:
            if number == signal.SIGTERM or not await assistant.interrupt("signal"):
                await assistant.shutdown()
