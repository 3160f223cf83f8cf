"""Numbers of move sequences in the Game of the Amazons, written apart from our C#: python3 tests/oracle/amazons.py

Prints size, depth and the number for the first positions of small boards, and 2,176 for 10 rows."""


def first(n):
    third, top = (n - 1) // 3, n - 1
    white = {(third, 0), (0, third), (0, top - third), (third, top)}
    return white, {(top - r, c) for r, c in white}


def reach(n, start, blocked):
    for dr in (-1, 0, 1):
        for dc in (-1, 0, 1):
            if dr or dc:
                r, c = start[0] + dr, start[1] + dc
                while 0 <= r < n and 0 <= c < n and (r, c) not in blocked:
                    yield r, c
                    r, c = r + dr, c + dc


def moves(n, mine, theirs, arrows):
    blocked = mine | theirs | arrows
    for amazon in mine:
        for to in reach(n, amazon, blocked):
            for arrow in reach(n, to, (blocked - {amazon}) | {to}):
                yield amazon, to, arrow


def perft(n, mine, theirs, arrows, depth):
    if depth == 0:
        return 1
    return sum(perft(n, theirs, (mine - {amazon}) | {to}, arrows | {arrow}, depth - 1) for amazon, to, arrow in moves(n, mine, theirs, arrows))


for n, depth in [(5, 1), (5, 2), (6, 1), (6, 2), (10, 1)]:
    print(n, depth, perft(n, *first(n), frozenset(), depth))
