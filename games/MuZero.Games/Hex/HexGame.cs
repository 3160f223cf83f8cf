namespace MuZero.Games.Hex;

/// <summary>Hex with the swap: after the first stone the second player may take it over; it becomes the second player's, mirrored along the
/// long diagonal, and the first player moves next.</summary>
/// <remarks>The swap is the last action. Without it the first player wins on every board, so an opening is worth playing only if the second
/// player would not take it over.</remarks>
/// <param name="size">Rows and columns, 2 to 11.</param>
[BoardSizes("hex", 2, 11, 5, 7, 11)]
public sealed class HexGame(int size) : ConnectionGame("hex", size, hasSwap: true);
