using MuZero.Numerics;

namespace MuZero.Cli.Play;

/// <summary>A game between a person and the agent, with its way back to the beginning.</summary>
internal sealed class PlaySession
{
    private readonly IGame _game;
    private readonly Stack<Turn> _past = new();
    private readonly RandomStream _dice;
    private readonly int[] _legal;
    private readonly ChancePlay _chance;
    private ulong _seed;

    public PlaySession(IGame game, PlayAgent agent, int side, ulong seed)
    {
        _game = game;
        Agent = agent;
        Side = side;
        _seed = seed;
        _dice = new RandomStream(RandomStream.Derive(seed, 2)); // the game may draw from its seed too
        _legal = new int[game.Spec.Actions];
        _chance = new ChancePlay(game.Spec);
        Now = First();
    }

    public GameSpec Spec => _game.Spec;

    public IGame Game => _game;

    public PlayAgent Agent { get; }

    /// <summary>The person's player; the agent has all others.</summary>
    public int Side { get; private set; }

    public IGameState State => Now.State;

    /// <summary>True at the end of the game, or at the length at which the engine cuts it.</summary>
    public bool IsOver => State.ToPlay == Player.Terminal || Moves >= Spec.MaxLength;

    public bool IsPersonsTurn => !IsOver && State.ToPlay == Side;

    /// <summary>The person's rewards so far.</summary>
    public float Return => Now.Returns[Side];

    /// <summary>The player who alone has received most so far, or -1.</summary>
    public int Leader
    {
        get
        {
            float most = Now.Returns.Max();
            return Now.Returns.Count(sum => sum == most) == 1 ? Array.IndexOf(Now.Returns, most) : -1;
        }
    }

    public int Moves => _past.Count;

    /// <summary>The position before the last move, or null.</summary>
    public IGameState? Before => _past.TryPeek(out Turn? before) ? before.State : null;

    private Turn Now { get; set; }

    public ReadOnlySpan<int> Legal() => _legal.AsSpan(0, State.LegalActions(_legal));

    /// <summary>The action as people write it.</summary>
    public string Text(int action) => State is IActionText text ? text.ActionText(action) : $"{action}";

    /// <summary>The action as people write it: its number or name, a continuous one as its numbers with commas between them.</summary>
    /// <param name="action">The action.</param>
    /// <param name="vector">The continuous action; empty in other games.</param>
    public string Text(int action, float[] vector) => vector.Length == 0 ? Text(action)
        : string.Join(',', vector.Select(number => number.ToString("0.###", CultureInfo.InvariantCulture)));

    /// <summary>The continuous action of a typed text, numbers with commas between them; null if it is not one of the game.</summary>
    public float[]? ParseVector(string typed)
    {
        string[] words = typed.Split(',', StringSplitOptions.TrimEntries);
        float[] vector = new float[words.Length];
        for (int d = 0; d < words.Length; d++)
        {
            if (!float.TryParse(words[d], NumberStyles.Float, CultureInfo.InvariantCulture, out vector[d]))
            {
                return null;
            }
        }

        return Spec.ActionBox?.Contains(vector) == true ? vector : null;
    }

    /// <summary>The legal action for a typed text, the action's text or number; null if there is none.</summary>
    public int? Parse(string typed)
    {
        int[] legal = Legal().ToArray();
        int[] named = Array.FindAll(legal, action => string.Equals(Text(action), typed, StringComparison.OrdinalIgnoreCase));
        return named.Length > 0 ? named[0] : int.TryParse(typed, out int number) && legal.Contains(number) ? number : null;
    }

    /// <summary>Plays a legal action for the player to move, and the dice that follow.</summary>
    public void Play(int action) => Play(action, []);

    /// <summary>The same with the continuous action of a game that has them.</summary>
    public void Play(int action, float[] vector)
    {
        Turn next = new(State.Clone(), (float[])Now.Returns.Clone());
        _ = vector.Length > 0 ? ((IContinuousActions)next.State).Apply(vector) : next.State.Apply(action);
        Seats.AddRewards(next.State, next.Returns);
        _chance.Resolve(next.State, _dice, next.Returns);
        _past.Push(Now);
        Now = next;
    }

    /// <summary>Goes back to the person's last decision, the agent's answer included; false if there is none.</summary>
    public bool Undo()
    {
        if (!_past.Any(turn => turn.State.ToPlay == Side))
        {
            return false;
        }

        do
        {
            Now = _past.Pop();
        }
        while (!IsPersonsTurn);
        return true;
    }

    /// <summary>The person takes the next seat; of two players person and agent change sides.</summary>
    public void Swap() => Side = Seats.Next(Spec, Side);

    public void Restart()
    {
        _seed = RandomStream.Derive(_seed, 1);
        _past.Clear();
        Now = First();
    }

    private Turn First()
    {
        Turn first = new(_game.NewGame(_seed), new float[Spec.Players]);
        _chance.Resolve(first.State, _dice, first.Returns);
        return first;
    }

    // A position, and what each player had received by then.
    private sealed record Turn(IGameState State, float[] Returns);
}
