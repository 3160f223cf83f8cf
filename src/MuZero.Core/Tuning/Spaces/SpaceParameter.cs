namespace MuZero.Tuning.Spaces;

/// <summary>An option in a search space.</summary>
/// <param name="Name">The option's name, such as training.learning_rate.</param>
/// <param name="Distribution">The values that it may have.</param>
/// <param name="Kind">The word by which the space names the distribution, such as loguniform.</param>
/// <param name="Text">The parameter as JSON, in one form for all spellings.</param>
internal sealed record SpaceParameter(string Name, Distribution Distribution, string Kind, string Text)
{
    /// <summary>The values of other parameters with which it exists, all of them; empty if it always exists.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<object?>> Conditions { get; init; } = new Dictionary<string, IReadOnlyList<object?>>();

    /// <summary>True if it exists beside the values of the parameters before it.</summary>
    public bool Exists(IReadOnlyDictionary<string, object?> values)
        => Conditions.All(condition => values.TryGetValue(condition.Key, out object? value) && condition.Value.Contains(value));
}
