namespace MuZero.Games.Conformance;

internal sealed class CloneLaw() : Law(
    "clone",
    "Clone gives an equal state, and neither notices what happens to the other.",
    "Copy every field, arrays and lists by their contents.")
{
    public override bool IsCostly => true;

    private IGameState? _earlier;

    public override void Visit(Position position)
    {
        // The clone of one move ago must not have followed the original.
        if (!position.IsFirst)
        {
            RequireEqual(position.Before, _earlier!, position, "a clone changed when the original moved on");
        }

        IGameState clone = position.State.Clone();
        Require(!ReferenceEquals(clone, position.State), "Clone returned the state itself");
        RequireEqual(position.Now, clone, position, "a clone is not equal");
        if (position.Draw() is { } action)
        {
            clone.Apply(action);
            RequireEqual(position.Now, position.State, position, $"the original changed when its clone played {action}");
        }

        _earlier = position.State.Clone();
    }
}

internal sealed class CopyLaw() : Law(
    "copy-to",
    "CopyTo makes another state of the game equal, and neither notices what happens to the other.",
    "Copy every field, arrays by their contents, and leave nothing of the target's past.")
{
    public override bool IsCostly => true;

    private IGameState? _target;

    public override bool AppliesTo(IGame game, IGameState first) => first is ICopyTo;

    public override void Visit(Position position)
    {
        // The target is a state that has been elsewhere, mostly in another game.
        _target ??= position.Game.NewGame(position.Seed + 1);
        ((ICopyTo)position.State).CopyTo(_target);
        RequireEqual(position.Now, _target, position, "the target of CopyTo is not equal");
        if (position.Draw() is { } action)
        {
            _target.Apply(action);
            RequireEqual(position.Now, position.State, position, $"the source of CopyTo changed when the target played {action}");
        }
    }
}

internal sealed class UndoLaw() : Law(
    "undo",
    "Undo restores the state before the last move: observations, legal actions, rewards, text; in copies too; it throws if nothing was "
        + "applied.",
    "Restore everything that Apply changes, the last rewards included.")
{
    public override bool IsCostly => true;

    public override bool AppliesTo(IGame game, IGameState first) => first is IUndo;

    public override void Visit(Position position)
    {
        IGameState state = position.State.Clone();
        if (position.Draw() is { } action)
        {
            state.Apply(action);
            ((IUndo)state).Undo();
            RequireEqual(position.Now, state, position, $"after Apply({action}) and Undo");
            return;
        }

        for (int back = position.Actions.Count - 1; back >= 0; back--)
        {
            ((IUndo)state).Undo();
            RequireEqual(position.Snapshots[back], state, position, $"from the end taken back to {back} actions");
        }

        try
        {
            ((IUndo)state).Undo();
        }
        catch (InvalidOperationException)
        {
            return;
        }

        Require(false, "Undo at the first position did not throw InvalidOperationException");
    }
}

internal sealed class HashLaw() : Law(
    "hash",
    "States with one hash have the same player to move, legal actions and observations; asked twice the hash is the same.",
    "Include everything that affects future play in the hash.")
{
    private const int Kept = 20_000; // positions; a bad hash shows long before
    private readonly Dictionary<ulong, (Snapshot Snapshot, string Place)> _known = [];

    public override bool IsCostly => true;

    public override bool AppliesTo(IGame game, IGameState first) => first is IHashable;

    public override void Visit(Position position)
    {
        Snapshot now = position.Now;
        ulong hash = now.Hash!.Value;
        Require(hash == ((IHashable)position.State).Hash, "the hash is another one when asked twice");
        if (_known.TryGetValue(hash, out (Snapshot Snapshot, string Place) other))
        {
            Require(other.Snapshot.DifferenceAhead(now) is null,
                $"hash {hash:x} is also that of another position ({other.Place}): {other.Snapshot.DifferenceAhead(now)}");
        }
        else if (_known.Count < Kept)
        {
            _known.Add(hash, (now, position.ToString()));
        }
    }
}
