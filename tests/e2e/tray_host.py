"""A small tray: the watcher that StatusNotifier items register with. Prints the name of each item that comes.

Source: StatusNotifierItem specification, StatusNotifierWatcher.
"""

import sys

from PySide6.QtCore import ClassInfo, Property, QCoreApplication, QObject, Slot
from PySide6.QtDBus import QDBusConnection

NAME, PATH = "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"


@ClassInfo({"D-Bus Interface": NAME})
class Watcher(QObject):
    @Slot(str)
    def RegisterStatusNotifierItem(self, service: str) -> None:  # noqa: N802  the interface's name
        print(service, flush=True)

    @Slot(str)
    def RegisterStatusNotifierHost(self, _service: str) -> None:  # noqa: N802  the interface's name
        pass

    def _is_there(self) -> bool:
        return True

    IsStatusNotifierHostRegistered = Property(bool, _is_there)


def main() -> None:
    application = QCoreApplication(sys.argv)
    bus = QDBusConnection.sessionBus()
    watcher = Watcher()
    exported = QDBusConnection.RegisterOption.ExportAllSlots | QDBusConnection.RegisterOption.ExportAllProperties
    assert bus.registerObject(PATH, watcher, exported), "the path is taken"
    assert bus.registerService(NAME), "the name is taken"
    print("ready", flush=True)
    application.exec()


if __name__ == "__main__":
    main()
