using MuZero.Options;

namespace MuZero.Cli.Configuration;

/// <summary>Settings from one source. Of two layers the later one wins.</summary>
/// <param name="Origin">What it is called where origins are shown: preset, file, environment, flag.</param>
/// <param name="Entries">The settings, in the order in which they stand.</param>
internal sealed record ConfigLayer(string Origin, IReadOnlyList<OptionEntry> Entries);
