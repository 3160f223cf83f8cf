using MuZero.Games;
using MuZero.Numerics;

namespace MuZero.Evaluation;

/// <summary>A hash of what every player sees of a position and of who is to move.</summary>
internal static class PositionHash
{
    /// <summary>The hash; 0 if no player is to move.</summary>
    public static ulong Of(GameSpec spec, IGameState state)
    {
        if (state.ToPlay < 0)
        {
            return 0;
        }

        ulong key = (ulong)state.ToPlay + 1;
        float[] observation = new float[spec.Observation.Length];
        for (int player = 0; player < spec.Players; player++)
        {
            state.Observe(player, observation);
            foreach (float number in observation)
            {
                key = RandomStream.Derive(key, BitConverter.SingleToUInt32Bits(number));
            }
        }

        return key;
    }
}
