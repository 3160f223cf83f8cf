namespace MuZero.Games.Pig;

/// <summary>Pig to 100 points (Scarne 1945).</summary>
public sealed class PigGame() : DicePig("pig", target: 100);
