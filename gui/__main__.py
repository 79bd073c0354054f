"""`python -m gui`: shows the window of the running assistant."""

import sys

from gui.process import run_gui

if __name__ == "__main__":
    sys.exit(run_gui(is_supervised="--supervised" in sys.argv[1:]))
