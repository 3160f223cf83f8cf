using System.Globalization;
using System.Runtime.CompilerServices;

namespace MuZero.Games.Conformance;

/// <summary>One law of the contract. It is checked on random games and throws <see cref="LawBrokenException"/> if a position breaks it;
/// after that it watches no longer. An exception of another kind, thrown by the game, breaks it too.</summary>
internal abstract class Law(string name, string statement, string remedy)
{
    public string Name { get; } = name;

    public string Statement { get; } = statement;

    public string Remedy { get; } = remedy;

    /// <summary>True if a game may break the law by intention: it is warned, and training goes on as the remedy says.</summary>
    public virtual bool IsAdvice => false;

    /// <summary>True if only uniformly random games are evidence for the law; the kit plays others too, in which moves avoid the
    /// end.</summary>
    public virtual bool IsStatistical => false;

    /// <summary>True if the law needs more than the present position's and the one before's players, actions, rewards and observations,
    /// or looks at each number of them: it costs many times the game's own move, and quick games leave it out.</summary>
    public virtual bool IsCostly => false;

    /// <summary>False if the game lacks the part that the law is about.</summary>
    public virtual bool AppliesTo(IGame game, IGameState first) => true;

    /// <summary>Looks at a position: the first of a game, each one after a move, the last. It must leave <see cref="Position.State"/> as it
    /// is.</summary>
    public virtual void Visit(Position position)
    {
    }

    /// <summary>Looks at what all games showed together.</summary>
    public virtual void Conclude(IGame game, ulong seed)
    {
    }

    protected static void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref Otherwise otherwise)
    {
        if (!holds)
        {
            throw new LawBrokenException(otherwise.ToString());
        }
    }

    protected static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new LawBrokenException(otherwise);
        }
    }

    /// <summary>A message that is written only if it is needed, because every position is checked.</summary>
    [InterpolatedStringHandler]
    protected ref struct Otherwise
    {
        private DefaultInterpolatedStringHandler _text;

        public Otherwise(int literalLength, int formattedCount, bool holds, out bool isNeeded)
        {
            isNeeded = !holds;
            _text = holds ? default : new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture);
        }

        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string? format) => _text.AppendFormatted(value, format);

        public override string ToString() => _text.ToStringAndClear();
    }

    /// <summary>Breaks the law if two states that should be equal are not.</summary>
    protected static void RequireEqual(Snapshot expected, IGameState actual, Position position, string what)
    {
        if (expected.Difference(Snapshot.Of(actual, position.Spec)) is { } difference)
        {
            throw new LawBrokenException($"{what}: {difference}");
        }
    }
}

internal sealed class LawBrokenException(string message) : Exception(message);
