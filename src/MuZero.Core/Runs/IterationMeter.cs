using MuZero.Games;
using MuZero.Learning;
using MuZero.Results;
using MuZero.SelfPlay;

namespace MuZero.Runs;

/// <summary>Gathers what happens during one iteration. Episodes come from the actors' threads, losses from the trainer's.</summary>
/// <param name="spec">The game.</param>
/// <param name="resigns">Players may resign.</param>
internal sealed class IterationMeter(GameSpec spec, bool resigns = false)
{
    // Decisions of an episode at which the search's value is compared with what followed. All come after the last random move, behind which
    // the outcome is that of the agent's own play.
    private const int Probes = 4;

    private readonly NStepReturn _outcome = NStepReturn.For(spec, int.MaxValue);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Mean> _means = [];
    private double _bestReward = double.NegativeInfinity;
    private double _worstReward = double.PositiveInfinity;

    /// <summary>An actor finished an episode.</summary>
    public void Add(Episode episode, long latestVersion)
    {
        int first = episode.Exploratory.Length > 0 ? episode.Exploratory[^1] + 1 : 0;
        bool hasOutcome = first < episode.Length;
        double error = hasOutcome ? RootValueError(episode, first) : 0.0;
        lock (_gate)
        {
            NoteOutcome(episode);
            Note(Metrics.EpisodeLengthMean, episode.Length);
            Note(Metrics.EpisodeCutShare, episode is { Truncated: true, Resigned: false } ? 1.0 : 0.0);
            NoteResignation(episode);
            if (hasOutcome)
            {
                Note(Metrics.RootValueError, error);
            }

            Note(Metrics.WeightLag, latestVersion - episode.FirstWeightVersion);
        }
    }

    /// <summary>The learner took a step.</summary>
    /// <param name="loss">Its losses.</param>
    /// <param name="clipped">See <see cref="TrainingBatch.ClippedShare"/>.</param>
    public void Add(in LossReport loss, double clipped)
    {
        lock (_gate)
        {
            Note(Metrics.TargetClippedShare, clipped);
            Note(Metrics.LossRejectedSteps, loss.Applied ? 0.0 : 1.0);
            if (loss.Applied)
            {
                Note(Metrics.LossTotal, loss.Total);
                foreach (LossTerm term in loss.Terms.Span)
                {
                    Note($"loss/{term.Name}", term.Value);
                }

                Note(Metrics.LossGradientNorm, loss.GradientNorm);
                Note(Metrics.ValueError, loss.ValueError);
                Note(Metrics.PolicyEntropy, loss.PolicyEntropy);
                Note(Metrics.LearningRate, loss.LearningRate);
            }
        }
    }

    /// <summary>Appends the iteration's means and begins the next.</summary>
    public void Drain(List<KeyValuePair<string, double>> values)
    {
        lock (_gate)
        {
            if (_bestReward >= _worstReward)
            {
                values.Add(Metrics.EpisodeRewardMax.Of(_bestReward));
                values.Add(Metrics.EpisodeRewardMin.Of(_worstReward));
            }

            long episodes = _means.TryGetValue(Metrics.EpisodeLengthMean.Name, out Mean lengths) ? lengths.Count : 0;
            values.Add(Metrics.EpisodesThisIteration.Of(episodes));
            foreach ((string name, Mean mean) in _means)
            {
                values.Add(new(name, mean.Sum / mean.Count));
            }

            _means.Clear();
            (_bestReward, _worstReward) = (double.NegativeInfinity, double.PositiveInfinity);
        }
    }

    private double RootValueError(Episode episode, int first)
    {
        double sum = 0.0;
        for (int probe = 0; probe < Probes; probe++)
        {
            int t = first + (int)((long)probe * (episode.Length - first) / Probes);
            sum += Math.Abs(episode.RootValues[t] - _outcome.At(episode, t));
        }

        return sum / Probes;
    }

    // A mean of returns would be the first player's; several players have wins by seat.
    private void NoteOutcome(Episode episode)
    {
        double firstReturn = episode.Outcome(0);
        if (spec.Players > 2)
        {
            NoteWinner([.. Enumerable.Range(0, spec.Players).Select(episode.Return)]);
            return;
        }

        if (spec.Players == 2)
        {
            Note(Metrics.FirstWins, firstReturn > 0.0 ? 1.0 : 0.0);
            Note(Metrics.SelfPlayDraws, firstReturn == 0.0 ? 1.0 : 0.0);
            Note(Metrics.SecondWins, firstReturn < 0.0 ? 1.0 : 0.0);
            return;
        }

        _bestReward = Math.Max(_bestReward, firstReturn);
        _worstReward = Math.Min(_worstReward, firstReturn);
        Note(Metrics.EpisodeRewardMean, firstReturn);
    }

    // A run without resignation has neither result.
    private void NoteResignation(Episode episode)
    {
        if (!resigns)
        {
            return;
        }

        Note(Metrics.Resigned, episode.Resigned ? 1.0 : 0.0);
        if (episode.Resignation != Episode.NoResignation && !episode.Resigned)
        {
            bool isLost = episode.Return(episode.ToPlay[episode.Resignation]) <= spec.MinReturn;
            Note(Metrics.ResignFalsePositives, isLost ? 0.0 : 1.0);
        }
    }

    // The player who alone has the largest return.
    private void NoteWinner(float[] returns)
    {
        int winner = Array.IndexOf(returns, returns.Max());
        bool isShared = returns.Count(sum => sum == returns[winner]) > 1;
        Note(Metrics.FirstWins, !isShared && winner == 0 ? 1.0 : 0.0);
        Note(Metrics.SecondWins, !isShared && winner == 1 ? 1.0 : 0.0);
        Note(Metrics.SeatWinsBeyondTwo, !isShared && winner > 1 ? 1.0 : 0.0);
        Note(Metrics.SelfPlayDraws, isShared ? 1.0 : 0.0);
    }

    private void Note(Metric metric, double value) => Note(metric.Name, value);

    private void Note(string name, double value)
    {
        Mean mean = _means.GetValueOrDefault(name);
        _means[name] = new Mean(mean.Sum + value, mean.Count + 1);
    }

    private readonly record struct Mean(double Sum, long Count);
}
