namespace MuZero.Games.Hex;

/// <summary>Hex without the swap, which the first player wins on every board.</summary>
/// <param name="size">Rows and columns, 2 to 11.</param>
[BoardSizes("hex-noswap", 2, 11, 5)]
public sealed class HexWithoutSwapGame(int size) : ConnectionGame("hex-noswap", size, hasSwap: false);
