namespace MuZero.Options;

/// <summary>Settings from one source. Of two layers the later one wins.</summary>
/// <param name="Origin">The name of the source: preset, file, environment, flag.</param>
/// <param name="Entries">The settings, in their written order.</param>
public sealed record ConfigLayer(string Origin, IReadOnlyList<OptionEntry> Entries);
