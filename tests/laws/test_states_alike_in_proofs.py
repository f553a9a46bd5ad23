"""From states that a proof takes for alike the same can follow: who voted first is told, and changes nothing."""

from __future__ import annotations

from random import Random

from foedus.prove.conduct import Choice
from foedus.prove.ends import endless
from foedus.prove.game import Board, Node
from prove_trials import Size, asked, invented


def follows(board: Board, node: Node) -> list[object]:
    """All that can be done there by any so many of a class, and what time brings, each with where it leads."""
    found = list[object]([list(board.limits(node.state))])
    for some in board.possible(node):
        for count in range(1, len(some.names) + 1):
            names, moves = some.names[:count], some.moves[:count]
            done = board.done(node, Choice(names, some.deed, some.case, moves, None, True))
            found.append((some.deed, some.case, names, done and (done.act.who, done.node.alike)))
    for later in {at for at in board.limits(node.state) if at > node.state.at} | {node.state.at + board.tick}:
        found.append((later, board.until(node, later).node.alike))
    return found


def test_from_states_that_are_alike_the_same_can_follow() -> None:
    looked_at = 0
    for seed in range(17, 29):
        inquiry = asked(invented(Random(seed), Size(2, 1)))
        board = inquiry.board
        endless(inquiry)
        nodes = [node for node in board._nodes.values() if node.alike is not node]
        for node in Random(seed).sample(nodes, min(len(nodes), 30)):
            looked_at += 1
            assert follows(board, node) == follows(board, node.alike), (seed, node.state, node.alike.state)
    assert looked_at > 60
