namespace MuZero.Games;

/// <summary>On a state: actions as people write them. Unlocks readable consoles and logs; typed moves are matched against it.</summary>
public interface IActionText
{
    /// <summary>A short name for a legal action, unique among the legal ones, such as "b2" or "left".</summary>
    string ActionText(int action);
}

/// <summary>On a state: copying into an existing state of the same game. Unlocks simulator search without allocation.</summary>
public interface ICopyTo
{
    /// <summary>Makes <paramref name="target"/> equal to this state.</summary>
    /// <param name="target">A state of the same game.</param>
    void CopyTo(IGameState target);
}

/// <summary>On a state: taking back. Unlocks exhaustive evaluations that copy no state for a line that ended or merged with
/// another.</summary>
public interface IUndo
{
    /// <summary>Takes back the last <see cref="IGameState.Apply"/>.</summary>
    /// <exception cref="InvalidOperationException">Nothing was applied.</exception>
    void Undo();
}

/// <summary>On a state: a hash. Unlocks evaluation caches: exhaustive evaluation searches each position once.</summary>
public interface IHashable
{
    /// <summary>Equal for states in which the same continuation, rewards and observations follow; different otherwise, up to
    /// collisions.</summary>
    ulong Hash { get; }
}

/// <summary>On a state: dice. The engine draws with its own generator; a state hides none.</summary>
public interface IChance
{
    /// <summary>At a chance node, writes each outcome's probability; they sum to 1.</summary>
    /// <param name="probabilities">[<see cref="GameSpec.ChanceOutcomes"/>].</param>
    void ChanceProbabilities(Span<float> probabilities);
}

/// <summary>On a state of a game with an <see cref="GameSpec.ActionBox"/>: actions as vectors of real numbers. Unlocks search and training
/// over the whole box (Sampled MuZero).</summary>
/// <remarks><see cref="IGameState.Apply"/> plays the points of the box's grid, with the same result as their vectors.</remarks>
public interface IContinuousActions
{
    /// <summary>Plays an action.</summary>
    /// <param name="action">[dimensions] a point of the box.</param>
    /// <exception cref="ArgumentException">The action is not in the box, or no player is to move; the state is unchanged.</exception>
    Transition Apply(ReadOnlySpan<float> action);
}

/// <summary>On a game: symmetries, identity first. Unlocks augmentation: each training sample is transformed by a random one.</summary>
public interface ISymmetries
{
    /// <summary>The number of symmetries, identity included.</summary>
    int Symmetries { get; }

    /// <summary>The action that <paramref name="action"/> becomes. Each symmetry permutes the actions.</summary>
    int TransformAction(int symmetry, int action);

    /// <summary>Writes the observation that <paramref name="source"/> becomes.</summary>
    /// <param name="symmetry">0 to <see cref="Symmetries"/> - 1.</param>
    /// <param name="source">[planes, height, width].</param>
    /// <param name="target">[planes, height, width], apart from <paramref name="source"/>.</param>
    void TransformObservation(int symmetry, ReadOnlySpan<float> source, Span<float> target);
}

/// <summary>On a game with symmetries and chance: what becomes of an outcome. Chance labels
/// (<see cref="Networks.NetworkOptions.ChanceLabels"/>) need it to learn from transformed positions.</summary>
public interface IChanceSymmetries : ISymmetries
{
    /// <summary>The outcome that <paramref name="outcome"/> becomes. Each symmetry permutes the outcomes.</summary>
    int TransformOutcome(int symmetry, int outcome);
}

/// <summary>On a game: how an action looks to the dynamics network of a residual tower, instead of the engine's own encoding, which
/// <c>muzero games check</c> shows.</summary>
public interface IActionPlanes
{
    /// <summary>Planes per action.</summary>
    int ActionPlanes { get; }

    /// <summary>Writes the action's planes.</summary>
    /// <param name="action">The action.</param>
    /// <param name="planes">[action planes, height, width], zeroed by the caller.</param>
    void EncodeAction(int action, Span<float> planes);
}

/// <summary>On a game: a simple opponent, for evaluation.</summary>
public interface IBaseline
{
    /// <summary>A legal action, chosen by a rule of thumb.</summary>
    int BaselineAction(IGameState state);
}

/// <summary>On a game: the points that the second player gets for moving second. Unlocks Go programs as opponents.</summary>
public interface IKomi
{
    /// <summary>Points.</summary>
    float Komi { get; }
}

/// <summary>On a state: points, not only a winner. Unlocks results such as "B+2.5".</summary>
public interface IScore
{
    /// <summary>The first player's points less the second's, komi included, if the game ended here.</summary>
    float Lead { get; }
}

/// <summary>On a game: perfect play. Unlocks accuracy against perfect play and a perfect opponent.</summary>
public interface ISolver
{
    /// <summary>The game-theoretical value for the player to move: the return under best play by all.</summary>
    /// <param name="state">A position for which <see cref="CanSolve"/> is true.</param>
    float Solve(IGameState state);

    /// <summary>False for a position that takes the solver too long, such as the first ones of a large game. Those who ask for values ask
    /// this first.</summary>
    bool CanSolve(IGameState state) => true;

    /// <summary>True if several threads may ask at once; a judge then shares its positions among all cores.</summary>
    bool IsConcurrent => false;
}

/// <summary>On a game: positions as people write them, such as chess's FEN. Unlocks positions without the moves that lead to them, in
/// analysis and for engines.</summary>
public interface IPositionText
{
    /// <summary>The position that a text describes.</summary>
    /// <exception cref="Errors.UserException">The text is not a valid position; one line with the reason (exit code 2).</exception>
    IGameState ReadPosition(string text);

    /// <summary>The text of a position: <see cref="ReadPosition"/> makes an equal one of it, apart from its history.</summary>
    string WritePosition(IGameState state);
}
