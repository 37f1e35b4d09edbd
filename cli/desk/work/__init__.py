"""What the desk works on: its folder, the runs in it, lists of them, jobs."""
