namespace MuZero.Farm.Registry;

/// <summary>The run as a worker needs it when it joins.</summary>
/// <param name="Run">The run's name in Redis.</param>
/// <param name="Game">The game's id.</param>
/// <param name="Epoch">The trainer's epoch.</param>
/// <param name="Parameters">The run's params.json.</param>
/// <param name="Storage">The address of the weight store; empty if the trainer serves weights itself.</param>
public sealed record RunDescription(string Run, string Game, long Epoch, ReadOnlyMemory<byte> Parameters, string Storage);
