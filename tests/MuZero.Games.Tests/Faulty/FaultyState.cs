namespace MuZero.Games.Tests.Faulty;

/// <summary>A state of tic-tac-toe that misbehaves in one way.</summary>
internal sealed class FaultyState(Fault fault, IGameState sound) : IGameState, IActionText, ICopyTo, IUndo, IHashable
{
    private readonly float _noise = fault == Fault.ChanceOutsideSeed ? Random.Shared.NextSingle() : 0.0f;
    private List<int> _actions = [];
    private float[]? _keptRewards;
    private int _reads;

    public IGameState Sound { get; private set; } = sound;

    public int ToPlay => fault == Fault.SamePlayerTwice && Sound.ToPlay >= 0 ? (_actions.Count + 1) / 2 % 2 : Sound.ToPlay;

    public ulong Hash => fault switch
    {
        Fault.HashConstant => 7,
        Fault.HashWithoutMover => (ulong)_actions.Count,
        _ => ((IHashable)Sound).Hash,
    };

    private int LastMover => (_actions.Count - 1) % 2;

    public int LegalActions(Span<int> actions)
    {
        int count = Sound.LegalActions(actions);
        if (fault == Fault.LegalDescending)
        {
            actions[..count].Reverse();
        }

        if (fault == Fault.LegalOutOfRange && count == 1)
        {
            actions[0] = 9;
        }

        return count;
    }

    public Transition Apply(int action)
    {
        Span<int> legal = stackalloc int[9];
        bool isLegal = legal[..Sound.LegalActions(legal)].Contains(action);
        switch (fault)
        {
            case Fault.IllegalAccepted when !isLegal:
                return Transition.Continues;
            case Fault.IllegalThrowsOther when !isLegal:
                throw new InvalidOperationException("no");
            case Fault.IllegalChangesState when !isLegal && legal[0] != action && Sound.ToPlay >= 0:
                Play(legal[0]);
                break;
        }

        Transition transition = Play(action);
        return fault == Fault.ContinuesAtTheEnd ? Transition.Continues : transition;
    }

    public void Rewards(Span<float> rewards)
    {
        Sound.Rewards(rewards);
        float mover = LastMover >= 0 ? rewards[LastMover] : 0.0f;
        (rewards[0], rewards[1]) = fault switch
        {
            Fault.RewardsOfMover => (mover, -mover),
            Fault.RewardsOfNextPlayer => (-rewards[0], -rewards[1]),
            Fault.RewardsNotZeroSum => (mover, mover),
            Fault.RewardsBeforeFirstMove when _actions.Count == 0 => (1.0f, -1.0f),
            Fault.RewardBeforeTheEnd when _actions.Count == 1 => (0.5f, -0.5f),
            Fault.UndoKeepsRewards when _keptRewards is { } kept => (kept[0], kept[1]),
            _ => (rewards[0], rewards[1]),
        };
    }

    public void Observe(int player, Span<float> observation)
    {
        Sound.Observe(Viewer(player), observation);
        if (fault == Fault.ViewOfPlayerZeroOwnColour)
        {
            observation[18..].Fill(player == 0 ? 1.0f : 0.0f);
        }

        if (fault == Fault.ObservationNotFinite && _actions.Count == 3)
        {
            observation[5] = float.PositiveInfinity;
        }

        if (fault == Fault.ObservationUnwritten)
        {
            observation[26] = float.NaN; // what the kit's buffer held before
        }

        observation[20] += fault == Fault.ObservationChangesOnRead ? _reads++ : _noise;
    }

    public IGameState Clone()
    {
        var copy = new FaultyState(fault,
            fault == Fault.CloneShared ? Sound : Sound.Clone())
        { _actions = fault == Fault.CloneShared ? _actions : [.. _actions] };
        copy._keptRewards = _keptRewards;
        return copy;
    }

    public void CopyTo(IGameState target)
    {
        var to = (FaultyState)target;
        if (fault != Fault.CopyDoesNothing)
        {
            to.Sound = fault == Fault.CopyShared ? Sound : Sound.Clone();
            to._actions = [.. _actions];
            to._keptRewards = _keptRewards;
        }
    }

    public void Undo()
    {
        if (fault == Fault.UndoKeepsRewards)
        {
            _keptRewards = [0.0f, 0.0f];
            Sound.Rewards(_keptRewards);
        }

        if (fault != Fault.UndoMissing)
        {
            ((IUndo)Sound).Undo();
            _actions.RemoveAt(_actions.Count - 1);
        }
    }

    public string ActionText(int action) => fault == Fault.SameActionTexts ? $"{action / 2}" : ((IActionText)Sound).ActionText(action);

    public string Render()
        => fault == Fault.RenderThrows && _actions.Count == 2 ? throw new InvalidOperationException("no board") : Sound.Render();

    private Transition Play(int action)
    {
        Transition transition = Sound.Apply(action);
        _actions.Add(action);
        return transition;
    }

    private int Viewer(int player) => fault switch
    {
        Fault.ViewOfPlayerZero or Fault.ViewOfPlayerZeroOwnColour => 0,
        Fault.ViewOfPlayerToMove => Math.Max(0, Sound.ToPlay),
        Fault.ViewOfOpponent => 1 - player,
        Fault.ViewOfOpponentForOneSeat when player == 1 => 0,
        _ => player,
    };
}
