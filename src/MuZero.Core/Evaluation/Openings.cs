using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>Starts of a match's pairs: random legal plies from the first position.</summary>
/// <remarks>Openings lead to different positions while the game has enough; after that each position may come once more, and so on. An
/// opening never ends the game: if every move does, it is shorter.</remarks>
/// <param name="game">The game.</param>
/// <param name="plies">Decisions per opening; 0 starts from the first position.</param>
internal sealed class Openings(IGame game, int plies)
{
    // Many times the pairs of an evaluation, so that two evaluations share few openings.
    private const double EnoughLines = 1000.0;
    private const int SampledLines = 8;
    private const int MostPlies = 20;

    // Of n equally likely positions the last one is missed by 8 n draws with probability exp(-8).
    private const int DrawsPerKnown = 8;
    private const int FirstDraws = 16;

    private readonly HashSet<ulong> _known = [];
    private readonly int[] _legal = new int[game.Spec.Actions];

    /// <summary>The fewest plies after which a game has a thousand lines, by the number of legal actions on a few random lines, and at most
    /// a quarter of the longest game.</summary>
    public static int DerivePlies(IGame game)
    {
        int most = Math.Min(MostPlies, game.Spec.MaxLength / 4);
        Openings openings = new(game, most);
        double[] logarithms = new double[most]; // of the number of lines after 1, 2, ... plies, summed over the samples
        for (ulong sample = 0; sample < SampledLines; sample++)
        {
            openings.AddLines(sample, logarithms);
        }

        int enough = Array.FindIndex(logarithms, logarithm => logarithm >= SampledLines * Math.Log(EnoughLines));
        return enough < 0 ? most : enough + 1;
    }

    /// <summary>The opening of the next pair, drawn from the pair's seed.</summary>
    public EpisodeLine Next(ulong pairSeed)
    {
        RandomStream random = new(RandomStream.Derive(pairSeed, 1));
        EpisodeLine opening = Draw(pairSeed, random);
        for (int draws = FirstDraws + (DrawsPerKnown * _known.Count); plies > 0 && !_known.Add(opening.PositionKey()); draws--)
        {
            if (draws == 0)
            {
                _known.Clear();
            }

            opening = Draw(pairSeed, random);
        }

        return opening;
    }

    private EpisodeLine Draw(ulong pairSeed, RandomStream random)
    {
        EpisodeLine opening = new(game, pairSeed, random);
        while (opening.Length < plies && Extend(opening, random) is { } longer)
        {
            opening = longer;
        }

        return opening;
    }

    // The line and one random move, after which a player is to move; null if no move leads there.
    private EpisodeLine? Extend(EpisodeLine line, RandomStream random)
    {
        int count = line.IsOver ? 0 : line.State.LegalActions(_legal);
        for (; count > 0; count--)
        {
            int drawn = random.Next(count);
            EpisodeLine longer = line.Copy();
            longer.Play(_legal[drawn], random);
            if (!longer.IsOver)
            {
                return longer;
            }

            _legal[drawn] = _legal[count - 1];
        }

        return null;
    }

    private void AddLines(ulong sample, double[] logarithms)
    {
        RandomStream random = new(sample);
        EpisodeLine? line = new(game, sample, random);
        double sum = 0.0;
        for (int ply = 0; ply < logarithms.Length; ply++)
        {
            sum += line is { IsOver: false } ? Math.Log(line.State.LegalActions(_legal)) : 0.0;
            logarithms[ply] += sum;
            line = line is null ? null : Extend(line, random);
        }
    }
}
