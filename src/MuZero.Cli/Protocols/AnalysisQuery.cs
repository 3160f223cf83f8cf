using System.Text.Json.Nodes;

namespace MuZero.Cli.Protocols;

/// <summary>A position that is to be analysed.</summary>
/// <param name="Id">A string or a number, which the answer repeats.</param>
/// <param name="State">The position; a player is to move.</param>
/// <param name="Simulations">Simulations; null for as many as the time allows.</param>
/// <param name="Time">The time of the search; null without a limit.</param>
/// <param name="IncludePolicy">Adds the network's prior of every action.</param>
internal sealed record AnalysisQuery(JsonNode Id, IGameState State, int? Simulations, TimeSpan? Time, bool IncludePolicy);
