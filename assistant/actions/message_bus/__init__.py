"""D-Bus as actions use it: calls with a time limit, on the session's bus and on the system's."""
