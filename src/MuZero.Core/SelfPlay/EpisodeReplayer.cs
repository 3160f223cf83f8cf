using MuZero.Errors;
using MuZero.Games;

namespace MuZero.SelfPlay;

/// <summary>Plays a recorded episode again from its seed, actions and chance outcomes: the state at each decision, one after
/// another.</summary>
/// <remarks>Every step is checked against the rules, so an episode that is played through to its end is one that the game allows. A new
/// replayer is at decision 0.</remarks>
internal sealed class EpisodeReplayer
{
    // Another processor may round the last digits of a game's arithmetic differently.
    private const float RewardTolerance = 1e-3f;

    private readonly Episode _episode;
    private readonly GameSpec _spec;
    private readonly int[] _legal; // [A]
    private readonly bool[] _isLegal; // [A], false between two checks
    private readonly ChancePlay _chance;
    private readonly float[] _received; // [P] for the current decision
    private Transition _transition = Transition.Continues;
    private int _chancePosition;

    /// <summary>Returns to the beginning of <paramref name="episode"/>.</summary>
    /// <param name="game">The episode's game.</param>
    /// <param name="episode">At least <see cref="Episode.Actions"/>, <see cref="Episode.ToPlay"/> and the chance outcomes, of matching
    /// lengths.</param>
    /// <exception cref="IncompatibleException">The episode belongs to another game or version.</exception>
    /// <exception cref="CorruptDataException">The first decision does not follow from the seed.</exception>
    public EpisodeReplayer(IGame game, Episode episode)
    {
        _spec = game.Spec;
        _episode = episode;
        _spec.Require(episode.Game, episode.GameVersion, $"Episode {episode.Sequence} of '{episode.Producer}'",
            "Use episodes of the same game and version.");
        _legal = new int[_spec.Actions];
        _isLegal = new bool[_spec.Actions];
        _chance = new ChancePlay(_spec);
        _received = new float[_spec.Players];
        State = game.NewGame(episode.Seed);
        PlayChance();
        CheckStanding();
    }

    /// <summary>The state at decision <see cref="Position"/>. It changes with <see cref="Advance"/>; clone it to keep it.</summary>
    public IGameState State { get; }

    /// <summary>The decision that is to be made next, 0 to <see cref="Episode.Length"/>; the latter means that the episode is
    /// through.</summary>
    public int Position { get; private set; }

    /// <summary>Plays the whole episode and writes what the player to move saw at each decision.</summary>
    /// <param name="game">The episode's game.</param>
    /// <param name="episode">The episode; its own observations are not read.</param>
    /// <param name="observations">[L, observation].</param>
    /// <param name="final">[observation] <see cref="Episode.FinalObservation"/>, or empty.</param>
    /// <exception cref="IncompatibleException">The episode belongs to another game or version.</exception>
    /// <exception cref="CorruptDataException">The episode does not follow the rules, or its recorded end is wrong.</exception>
    public static void Observe(IGame game, Episode episode, Span<float> observations, Span<float> final = default)
    {
        int length = game.Spec.Observation.Length;
        var replayer = new EpisodeReplayer(game, episode);
        for (int t = 0; t < episode.Length; t++)
        {
            replayer.State.Observe(episode.ToPlay[t], observations.Slice(t * length, length));
            replayer.Advance();
        }

        if (!final.IsEmpty)
        {
            replayer.State.Observe(Seats.Observer(game.Spec, replayer.State, episode.ToPlay[^1]), final);
        }
    }

    /// <summary>Plays the decision at <see cref="Position"/> and the chance outcomes that followed it.</summary>
    /// <exception cref="InvalidOperationException">The episode is through.</exception>
    /// <exception cref="CorruptDataException">The action is not legal, or the outcome is not the recorded one.</exception>
    public void Advance()
    {
        if (Position >= _episode.Length)
        {
            throw new InvalidOperationException($"The episode has no decision {Position}; it has {_episode.Length}.");
        }

        int action = _episode.Actions[Position];
        int legalActions = State.LegalActions(_legal);
        Require(_legal.AsSpan(0, legalActions).Contains(action), $"action {action} is not legal");
        CheckPolicy(_legal.AsSpan(0, legalActions));
        _transition = VectorPlay.Apply(State, action, VectorPlay.Entry(_episode.ActionVectors, Position, _spec.Dimensions()));
        Array.Clear(_received);
        Seats.AddRewards(State, _received);
        Position++;
        PlayChance();
        CheckStanding();
        CheckRewards();
    }

    // Sampled vectors have no numbers that could be legal.
    private void CheckPolicy(ReadOnlySpan<int> legal)
    {
        if (_spec.ActionBox is not null || _episode.PolicyOffsets.Length <= Position + 1)
        {
            return;
        }

        foreach (int action in legal)
        {
            _isLegal[action] = true;
        }

        foreach (int action in _episode.PolicyActions.AsSpan(_episode.PolicyOffsets[Position].._episode.PolicyOffsets[Position + 1]))
        {
            Require(_isLegal[action], $"its policy has action {action}, which is not legal");
        }

        foreach (int action in legal)
        {
            _isLegal[action] = false;
        }
    }

    private void PlayChance()
    {
        int count = _episode.ChanceCounts.Length == 0 ? 0 : _episode.ChanceCounts[Position];
        for (int i = 0; i < count; i++)
        {
            int outcome = _episode.ChanceOutcomes[_chancePosition++];
            Require(_transition == Transition.Continues && State.ToPlay == Player.Chance, "the game has no chance node here");
            Require(_chance.Allows(State, outcome), $"chance outcome {outcome} is not possible");
            _transition = ChancePlay.Apply(State, outcome, _received);
        }
    }

    private void CheckRewards()
    {
        if (_episode.Rewards.Length != _episode.Length * _received.Length)
        {
            return;
        }

        for (int player = 0; player < _received.Length; player++)
        {
            float recorded = _episode.Reward(Position - 1, player);
            Require(MathF.Abs(recorded - _received[player]) <= RewardTolerance * (1.0f + MathF.Abs(recorded)),
                $"player {player} received {_received[player]} and not {recorded}");
        }
    }

    // An actor may cut an episode that the game would go on with, so a truncated one ends with Truncated or Continues.
    private void CheckStanding()
    {
        if (Position < _episode.Length)
        {
            Require(_transition == Transition.Continues, "the game was over before");
            Require(State.ToPlay == _episode.ToPlay[Position], $"player {_episode.ToPlay[Position]} does not move here");
        }
        else
        {
            Require(_episode.Truncated == (_transition != Transition.Terminated),
                _episode.Truncated ? "it ended by the rules but is marked as cut" : "it is marked as ended but the game goes on");
            Require(!_episode.Resigned || (_transition == Transition.Continues && State.ToPlay == _episode.FinalToPlay),
                $"player {_episode.FinalToPlay} could not resign here");
            Require(!_episode.Truncated || _episode.FinalToPlay == Seats.Observer(_spec, State, _episode.ToPlay[^1]),
                $"its final value is player {_episode.FinalToPlay}'s, who does not move there");
        }
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new CorruptDataException($"Episode {_episode.Sequence} of '{_episode.Producer}' does not follow the rules of {_spec.Id} "
                + $"version {_spec.Version} (decision {Position}: {otherwise}); discard it, and raise the game's version if its rules "
                + "changed.");
        }
    }
}
