"""Runs a program in a pseudo-terminal and answers what it asks.

usage: drive_pty.py SCRIPT PROGRAM ARGUMENTS...

SCRIPT has a step per line, "EXPECTED<tab>TYPED": waits until EXPECTED appears in what the program wrote since the last step, then
types TYPED and a line break; "^C" and "^D" are typed as those keys, an empty TYPED waits only. Everything that the program wrote goes
to the standard output; the exit status is the program's own, 128 + n after a signal, or 125 if an expected text did not appear.
"""

import os
import pty
import select
import sys
import time

SECONDS = 60
KEYS = {"^C": b"\x03", "^D": b"\x04"}


def read(terminal, seconds):
    """The program's output, b"" if there is none, None if the program is gone."""
    if not select.select([terminal], [], [], seconds)[0]:
        return b""
    try:
        return os.read(terminal, 65536) or None
    except OSError:
        return None


class Screen:
    """What the program wrote and no step has waited for yet."""

    def __init__(self, terminal):
        self.terminal = terminal
        self.unread = b""

    def wait_for(self, expected):
        deadline = time.monotonic() + SECONDS
        while expected not in self.unread:
            written = read(self.terminal, 0.2)
            if written is None or time.monotonic() > deadline:
                sys.stderr.write(f"'{expected.decode()}' did not appear\n")
                return False
            self.unread += written
            sys.stdout.buffer.write(written)
        self.unread = self.unread.partition(expected)[2]
        return True


def main():
    script, program = sys.argv[1], sys.argv[2:]
    child, terminal = pty.fork()
    if child == 0:
        os.execv(program[0], program)
    screen = Screen(terminal)
    appeared = True
    for line in open(script, encoding="utf-8"):
        expected, _, typed = line.rstrip("\n").partition("\t")
        appeared = screen.wait_for(expected.encode())
        if not appeared:
            os.kill(child, 9)
            break
        if typed:
            os.write(terminal, KEYS.get(typed, typed.encode() + b"\n"))
    while written := read(terminal, SECONDS):
        sys.stdout.buffer.write(written)
    sys.stdout.flush()
    if written == b"":
        sys.stderr.write(f"the program did not end within {SECONDS} s\n")
        os.kill(child, 9)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    sys.exit(125 if not appeared else status if status >= 0 else 128 - status)


main()
