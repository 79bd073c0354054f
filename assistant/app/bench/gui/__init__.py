"""What the window is measured and pictured with: a display of its own, and a core of paper."""
