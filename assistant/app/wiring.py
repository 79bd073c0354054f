"""Wiring of the core: understanding, dialog, deeds and store, without ears or mouth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.actions.schedules.schedule_clock import ScheduleClock
from assistant.actions.surroundings import FileSystemSurroundings
from assistant.actions.timers.alarm_clock import AlarmClock
from assistant.app.deeds import Stores, Tongues, build_deeds
from assistant.app.devices import Devices
from assistant.app.errands import chosen_errands
from assistant.app.files import file_names, saved_originals
from assistant.app.keeper import JournalKeeper
from assistant.app.languages import spoken_languages
from assistant.app.memory import memory_places
from assistant.app.packages import Host, Packages, load_packages
from assistant.app.progress import ProgressTeller
from assistant.app.schedules import Spokesman
from assistant.config import paths
from assistant.config.settings import Settings
from assistant.dialog.collaborators import Collaborators
from assistant.dialog.commands import DialogCommands
from assistant.dialog.composers import Composers
from assistant.dialog.controller import Controller
from assistant.dialog.reply import ReplyComposer
from assistant.kernel.attention import Attention
from assistant.kernel.bus import EventBus
from assistant.kernel.clock import Clock
from assistant.kernel.memory import MemoryPlace
from assistant.kernel.ports import Executor, NameSource, Voice
from assistant.kernel.stores import History
from assistant.safety.gate import CapabilityGate
from assistant.safety.halt import Halt
from assistant.safety.policy import Policy
from assistant.safety.profile import Grants, build_policy
from assistant.store.clarifications import SqliteClarificationStore
from assistant.store.custom_commands import SqliteCustomCommandStore
from assistant.store.database import Database
from assistant.store.history import SqliteHistory
from assistant.store.journal import SqliteJournal
from assistant.store.questions import SqliteQuestionStore
from assistant.store.schedules import SqliteScheduleStore
from assistant.store.timers import SqliteTimerStore
from assistant.understanding.conversation import ConversationInterpreter
from assistant.understanding.grammar import GrammarInterpreter
from assistant.understanding.packaged import PackagedInterpreter


@dataclass(frozen=True, slots=True)
class Core:
    """The parts that every way of running Zenus needs."""

    controller: Controller
    executor: Executor
    composer: ReplyComposer
    interpreter: ConversationInterpreter | PackagedInterpreter
    attention: Attention
    alarm_clock: AlarmClock
    schedule_clock: ScheduleClock
    gate: CapabilityGate
    journal: SqliteJournal
    history: History
    memory: Sequence[MemoryPlace]
    keeper: JournalKeeper
    bus: EventBus
    clock: Clock
    language: str
    packages: Packages


@dataclass(frozen=True, slots=True)
class StandIns:
    """What stands in for parts of this machine; None is the real one.

    Attributes:
        app_names: The names of the applications that are installed.
        devices: The devices of the session.
        grammar: Compiled templates that serve several cores; names and clock are those of the core.
    """

    app_names: NameSource | None = None
    devices: Devices | None = None
    grammar: GrammarInterpreter | None = None


def build_core(
    settings: Settings, database: Database, bus: EventBus, clock: Clock, voice: Voice, stand_ins: StandIns = StandIns()
) -> Core:
    """Return the wired core. The first time takes a quarter of a second more: the grammar is compiled here."""
    language = settings.assistant.language
    languages = spoken_languages(settings)
    history = SqliteHistory(database)

    halt = Halt()
    journal = SqliteJournal(database, clock, paths.audit_head_file())
    commands = SqliteCustomCommandStore(database)
    originals = saved_originals(settings.safety)
    memory = memory_places(database, originals)
    timers, schedules = SqliteTimerStore(database), SqliteScheduleStore(database)
    stores = Stores(timers, schedules, journal, commands, history, originals, memory)
    herald = Spokesman(lambda: controller, lambda: interpreter, lambda: executor, lambda: gate)
    deeds = build_deeds(
        *(stores, clock, halt, Tongues(languages, lambda: controller.language), herald, ProgressTeller(bus)),
        *(stand_ins.devices, chosen_errands(settings)),
    )
    names: Mapping[str, NameSource] = {
        "app": stand_ins.app_names or deeds.apps,
        "window": deeds.window_names,
        "site": deeds.site_names,
        "file": file_names(clock),
        "process": deeds.process_names,
        "schedule": deeds.schedule_names,
    }
    packages = load_packages(deeds.registry, Host(languages, language, names, clock))
    grammar = (
        stand_ins.grammar.with_names(names, clock)
        if stand_ins.grammar
        else GrammarInterpreter(languages, names, clock, kept=paths.templates_dir())
    )
    own = ConversationInterpreter(grammar, commands.all)
    interpreter = PackagedInterpreter(own, packages.grammars) if packages.grammars else own
    attention = Attention(bus)
    executor = DialogCommands(
        deeds.executor, history, attention, lambda topic: interpreter.examples(topic, controller.language)
    )
    gate = CapabilityGate(policy(settings), journal, FileSystemSurroundings(), clock)
    composers = Composers(
        lambda code: ReplyComposer(code, clock, packages.additions if code == language else ()), languages
    )
    controller = Controller(
        Collaborators(
            interpreter=interpreter,
            executor=executor,
            gate=gate,
            composers=composers,
            voice=voice,
            history=history,
            journal=journal,
            questions=SqliteQuestionStore(database),
            clarifications=SqliteClarificationStore(database),
            halt=halt,
            attention=attention,
            bus=bus,
            clock=clock,
        )
    )
    keeper = JournalKeeper(journal, clock, settings.safety.undo_days, deeds.housework)
    return Core(
        controller=controller,
        executor=executor,
        composer=composers.of(language),
        interpreter=interpreter,
        attention=attention,
        alarm_clock=deeds.alarm_clock,
        schedule_clock=deeds.schedule_clock,
        gate=gate,
        journal=journal,
        history=history,
        memory=memory,
        keeper=keeper,
        bus=bus,
        clock=clock,
        language=language,
        packages=packages,
    )


def policy(settings: Settings) -> Policy:
    """Return what the settings grant."""
    safety = settings.safety
    places = [(place.path, place.allow, place.ask, place.deny) for place in safety.paths]
    grants = Grants(safety.allow, safety.ask, safety.deny, places)
    return build_policy(safety.profile, grants, Path.home(), paths.own_folders())
