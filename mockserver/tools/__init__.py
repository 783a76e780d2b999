"""What the commands that look into scenarios print: `validate`, `explain` and `plan`."""
