using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MuZero.Games.Conformance;

internal sealed class SpecLaw() : Law(
    "spec", "The specification is consistent and does not change.", "Correct the game's GameSpec.")
{
    public override void Conclude(IGame game, ulong seed)
    {
        game.Spec.Validate();
        Require(game.Spec == game.Spec, "two readings of Spec differ");
    }
}

internal sealed class PlayLaw() : Law(
    "play", "A game can be played at random to its end: no method throws.", "Correct the method that throws.");

internal sealed class LegalActionsLaw() : Law(
    "legal-actions",
    "LegalActions writes ids from 0 to Actions - 1, each once and ascending; at least one if a player is to move, else none.",
    "Write the legal ids from the smallest to the largest; if a player cannot move, add a pass or let the episode be over.")
{
    public override void Visit(Position position)
    {
        int[] legal = position.Now.Legal;
        string Written() => $"LegalActions wrote [{string.Join(' ', legal)}]";
        for (int i = 0; i < legal.Length; i++)
        {
            Require(legal[i] >= 0 && legal[i] < position.Spec.Actions, $"{Written()}, outside 0 to {position.Spec.Actions - 1}");
            Require(i == 0 || legal[i - 1] < legal[i], $"{Written()}, which does not ascend");
        }

        Require(position.Now.ToPlay < 0 || legal.Length > 0, $"player {position.Now.ToPlay} is to move and has no legal action");
        Require(position.Now.ToPlay >= 0 || legal.Length == 0, $"{Written()} while ToPlay is {position.Now.ToPlay}");
    }
}

internal sealed class IllegalActionLaw() : Law(
    "illegal-action",
    "Apply of an action that is not legal throws ArgumentException and leaves the state as it was; at the end every action is illegal.",
    "Check the action first in Apply and throw before anything changes (IllegalActionException.For).")
{
    public override bool IsCostly => true;

    public override void Visit(Position position)
    {
        Snapshot now = position.Now;
        if (now.ToPlay == Player.Chance)
        {
            return;
        }

        // Two ids beyond the edges and one inside the range, another at each visit.
        IGameState probe = position.State.Clone();
        int inside = position.Random.Next(position.Spec.Actions);
        foreach (int action in (ReadOnlySpan<int>)[-1, position.Spec.Actions, inside])
        {
            if (!now.Legal.Contains(action))
            {
                Require(Refuses(probe, action), $"Apply({action}) was accepted although legal are [{string.Join(' ', now.Legal)}]");
                RequireEqual(now, probe, position, $"Apply({action}) threw but changed the state");
            }
        }
    }

    private static bool Refuses(IGameState state, int action)
    {
        try
        {
            state.Apply(action);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}

internal sealed class ActionTextLaw() : Law(
    "action-text", "ActionText names each legal action, no two alike.", "Give each legal action a word of its own.")
{
    public override bool IsCostly => true;

    public override bool AppliesTo(IGame game, IGameState first) => first is IActionText;

    public override void Visit(Position position)
    {
        var text = (IActionText)position.State;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (int action in position.Now.Legal)
        {
            string name = text.ActionText(action);
            Require(!string.IsNullOrWhiteSpace(name), $"action {action} has no text");
            Require(names.Add(name), $"two legal actions are called '{name}'");
        }
    }
}

internal sealed class ActionPlanesLaw() : Law(
    "action-planes", "EncodeAction writes finite numbers, other ones for other actions.", "Give every action planes of its own.")
{
    private const long MostNumbers = 100_000_000; // looked at; a second or less

    public override bool AppliesTo(IGame game, IGameState first) => game is IActionPlanes;

    public override void Conclude(IGame game, ulong seed)
    {
        var planes = (IActionPlanes)game;
        var seen = new HashSet<string>();
        long length = (long)planes.ActionPlanes * game.Spec.Observation.Height * game.Spec.Observation.Width;
        Require(planes.ActionPlanes >= 1 && length <= Array.MaxLength,
            $"ActionPlanes is {planes.ActionPlanes}, which makes {length:N0} numbers");
        for (int action = 0; action < Math.Min(game.Spec.Actions, Math.Max(2, MostNumbers / length)); action++)
        {
            float[] encoded = new float[length];
            planes.EncodeAction(action, encoded);
            Require(encoded.All(float.IsFinite), $"the planes of action {action} have a number that is not finite");
            Require(seen.Add(Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(encoded.AsSpan())))),
                $"the planes of action {action} are those of a smaller action");
        }
    }
}

internal sealed class ContinuousActionsLaw() : Law(
    "continuous-actions",
    "Apply of a vector leads where Apply of its number does for each point of the box's grid; a vector outside of the box throws "
        + "ArgumentException and leaves the state as it was.",
    "Let Apply(int) play the vector that ActionBox.Write gives, and check a vector with ActionBox.Require first.")
{
    public override bool IsCostly => true;

    public override bool AppliesTo(IGame game, IGameState first) => game.Spec.ActionBox is not null && first is IContinuousActions;

    public override void Visit(Position position)
    {
        if (position.Now.ToPlay < 0)
        {
            return;
        }

        ActionBox box = position.Spec.ActionBox!;
        float[] vector = new float[box.Dimensions];
        IGameState byNumber = position.State.Clone(), byVector = position.State.Clone();
        RequireRefused(byVector, box, vector, position);
        int action = position.Now.Legal[position.Random.Next(position.Now.Legal.Length)];
        box.Write(action, vector);
        Transition one = byNumber.Apply(action), other = ((IContinuousActions)byVector).Apply(vector);
        Require(one == other, $"Apply({action}) returned {one}, and Apply of its vector {other}");
        RequireEqual(Snapshot.Of(byNumber, position.Spec), byVector, position, $"after Apply of the vector of action {action}");
    }

    // Beyond the box in one dimension, another at each visit.
    private static void RequireRefused(IGameState probe, ActionBox box, float[] vector, Position position)
    {
        box.Write(0, vector);
        int dimension = position.Random.Next(vector.Length);
        vector[dimension] = MathF.BitIncrement(box.High[dimension]);
        try
        {
            ((IContinuousActions)probe).Apply(vector);
        }
        catch (ArgumentException)
        {
            RequireEqual(position.Now, probe, position, "Apply of a vector outside of the box threw but changed the state");
            return;
        }

        Require(false, $"Apply accepted {vector[dimension]:R} in dimension {dimension} of the box {box}");
    }
}

internal sealed class ObservationLaw() : Law(
    "observation",
    "Observe writes every number for each player, finite, the same when asked twice.",
    "Write all planes in each call, zeros included, and change nothing in Observe.")
{
    public override void Visit(Position position)
    {
        for (int player = 0; position.Now.HasObservations && player < position.Spec.Players; player++)
        {
            float[] observation = position.Now.Observations[player];
            Require(AreFinite(observation), $"player {player}'s observation has at index "
                + $"{Array.FindIndex(observation, number => !float.IsFinite(number))} a number that is not finite or was not written");
            Require(position.IsQuick || observation.AsSpan().SequenceEqual(Snapshot.Observe(position.State, player, position.Spec)),
                $"player {player}'s observation is another one when asked twice");
        }
    }

    private static bool AreFinite(float[] numbers)
    {
        // A number minus itself is 0, or NaN if it is not finite.
        int i = 0;
        Vector<float> sum = Vector<float>.Zero;
        for (; i <= numbers.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> some = new(numbers, i);
            sum += some - some;
        }

        bool finite = sum == Vector<float>.Zero;
        for (; i < numbers.Length; i++)
        {
            finite &= float.IsFinite(numbers[i]);
        }

        return finite;
    }
}
