namespace MuZero.Games.Pig;

/// <summary>Pig to another number of points.</summary>
/// <param name="target">Points that win, 2 to 200.</param>
[BoardSizes("pig", 2, 200, 20, 50)]
public sealed class ShortPigGame(int target) : DicePig($"pig{target}", target);
