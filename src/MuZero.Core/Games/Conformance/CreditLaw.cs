namespace MuZero.Games.Conformance;

/// <summary>Finds rewards from the wrong side. Zero-sum rewards can be credited to the wrong player throughout and break no exact law, so this one
/// looks at who made the move that was rewarded: by symmetry of the seats the mover must gain as often in one seat as in the other, and in a game
/// that is won by a move the mover is not always the loser.</summary>
internal sealed class MoverCreditLaw() : Law(
    "mover-credit",
    "A player gains by a decisive move of its own, in both seats alike.",
    "Let entry p of Rewards be player p's, independent of who moved and who is to move; except this law in a game in which the last mover loses (misere) or only one seat can win.")
{
    private const int Enough = 10; // rewarded moves of a seat

    private readonly int[] _gains = new int[2]; // by the mover's seat
    private readonly int[] _losses = new int[2];

    public override bool AppliesTo(IGame game, IGameState first) => game.Spec.Players == 2;

    public override void Visit(Position position)
    {
        if (position.IsFirst || position.Before.ToPlay < 0)
        {
            return;
        }

        int mover = position.Before.ToPlay;
        float reward = position.Now.Rewards[mover];
        _gains[mover] += reward > 0.0f ? 1 : 0;
        _losses[mover] += reward < 0.0f ? 1 : 0;
    }

    public override void Conclude(IGame game, ulong seed)
    {
        int[] moves = [_gains[0] + _losses[0], _gains[1] + _losses[1]];
        double[] shares = [(double)_gains[0] / Math.Max(1, moves[0]), (double)_gains[1] / Math.Max(1, moves[1])];
        string seen = $"player 0 gains by {_gains[0]} of its {moves[0]} rewarded moves, player 1 by {_gains[1]} of {moves[1]}";
        bool isEnough = moves[0] >= Enough && moves[1] >= Enough;
        Require(!isEnough || Math.Abs(shares[0] - shares[1]) <= 0.5, $"{seen}: the seats differ, as if one player were credited with the other's moves");
        Require(moves.Sum() < Enough || (_gains[0] + _gains[1]) > 0.1 * moves.Sum(), $"{seen}: the mover loses by its own moves, as if rewards were seen from the next player's side");
    }
}
