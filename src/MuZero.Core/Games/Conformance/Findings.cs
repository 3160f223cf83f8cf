namespace MuZero.Games.Conformance;

/// <summary>The laws still unbroken, and how the others were broken.</summary>
internal sealed class Findings(Law[] laws, IReadOnlyList<string> except)
{
    private readonly Dictionary<Law, string> _broken = [];
    private List<Law> _applicable = [.. laws.Where(law => !except.Contains(law.Name))];

    public Law[] Laws => laws;

    /// <summary>The laws still to be checked.</summary>
    public IReadOnlyList<Law> Open => [.. _applicable.Where(law => !_broken.ContainsKey(law))];

    /// <summary>False after a law was broken.</summary>
    public bool IsOpen(Law law) => _broken.Count == 0 || !_broken.ContainsKey(law);

    public bool AllPassed => _broken.Keys.All(law => law.IsAdvice);

    public void KeepApplicable(Func<Law, bool> applies) => _applicable = [.. _applicable.Where(applies)];

    /// <summary>Runs a step of a law; false if it broke the law.</summary>
    /// <param name="law">The law.</param>
    /// <param name="place">The position, for a message; made text only then, because every law is checked at every position.</param>
    /// <param name="step">The step.</param>
    public bool Try(Law law, object? place, Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (Exception cause)
        {
            Add(law, place, cause);
            return false;
        }
    }

    /// <summary>Lets a law look at a position; false if the position broke it.</summary>
    public bool Visit(Law law, Position position)
    {
        try
        {
            law.Visit(position);
            return true;
        }
        catch (Exception cause)
        {
            Add(law, position, cause);
            return false;
        }
    }

    // Any exception of a game is a finding about it, and the other laws are still checked.
    private void Add(Law law, object? place, Exception cause)
    {
        string seen = cause is LawBrokenException
            ? cause.Message
            : $"the game threw {cause.GetType().Name}: {GameCatalog.FirstLine(cause.Message)}";
        _broken.TryAdd(law, $"{seen}{(place is null ? "" : $" ({place})")}. {law.Remedy}");
    }

    public IReadOnlyList<LawResult> Results()
        => [.. laws.Select(law => new LawResult(law.Name, law.Statement, Outcome(law), _broken.GetValueOrDefault(law, "")))];

    private LawOutcome Outcome(Law law) =>
        except.Contains(law.Name) ? LawOutcome.Excepted
        : _broken.ContainsKey(law) ? law.IsAdvice ? LawOutcome.Warned : LawOutcome.Failed
        : _applicable.Contains(law) ? LawOutcome.Passed
        : LawOutcome.NotApplicable;
}
