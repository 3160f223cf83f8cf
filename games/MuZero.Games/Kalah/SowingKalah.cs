namespace MuZero.Games.Kalah;

/// <summary>Kalah: each player has a row of pits and a store. A move takes the seeds of one of the player's pits and sows them one by one,
/// counter-clockwise, past the own store and over the other one. The game ends when a row is empty; the seeds of the other row go into its
/// player's store, and the larger store wins.</summary>
/// <remarks>If the last seed falls into the own store, the player moves again. If it falls into an empty pit of the own row and the
/// opposite pit has seeds, both go into the store. Action i is the player's pit i, counted from the one that is the farthest from his
/// store.</remarks>
public abstract class SowingKalah : IGame, IHeuristic
{
    private const int SeedsPerPit = 4;
    private const int DecisionsPerPit = 60; // of the time limit; random games of six pits take 20 to 80

    private readonly int _pits;
    private readonly int _seeds;

    private protected SowingKalah(string id, int pits, int seeds = SeedsPerPit)
    {
        (_pits, _seeds) = (pits, seeds);
        Spec = new GameSpec
        {
            Id = id,
            Players = 2,
            Turns = TurnModel.Arbitrary,
            Actions = pits,
            MaxLength = DecisionsPerPit * pits,
            Observation = ObservationShape.Vector(KalahState.ObservationLength(pits)),
            MinReturn = -1.0f,
            MaxReturn = 1.0f,
        };
    }

    public GameSpec Spec { get; }

    public IGameState NewGame(ulong seed) => new KalahState(_pits, _seeds);

    /// <summary>The difference of the stores, as a share of all seeds.</summary>
    public float Estimate(IGameState state)
    {
        KalahState kalah = (KalahState)state;
        int player = Math.Max(0, kalah.ToPlay);
        return (kalah.Store(player) - kalah.Store(Seats.Other(player))) / ((2.0f * _pits * _seeds) + 1.0f);
    }
}

/// <summary>Kalah with six pits of four seeds.</summary>
public sealed class KalahGame() : SowingKalah("kalah", pits: 6), IBaseline
{
    /// <summary>The move that brings the most seeds into the store at once; of equal ones one that gives another turn, then the pit that is
    /// the nearest to the store.</summary>
    public int BaselineAction(IGameState state)
    {
        KalahState kalah = (KalahState)state;
        int player = kalah.ToPlay, best = -1, most = -1;
        for (int pit = 0; pit < Spec.Actions; pit++)
        {
            if (kalah.Seeds(player, pit) > 0)
            {
                KalahState next = (KalahState)kalah.Clone();
                next.Apply(pit);
                int gain = (2 * (next.Store(player) - kalah.Store(player))) + (next.ToPlay == player ? 1 : 0);
                (best, most) = gain >= most ? (pit, gain) : (best, most);
            }
        }

        return best;
    }
}

/// <summary>Kalah with another number of pits.</summary>
/// <param name="pits">A player's pits, 2 to 8.</param>
[BoardSizes("kalah", 2, 8, 3)]
public sealed class SmallKalahGame(int pits) : SowingKalah($"kalah{pits}", pits);
