using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>TorchSharp.Modules.OptimizerHelper: groups, states and their persistence, common to all optimisers.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    private readonly List<OptimizerState> _states = []; // in the order of parameters()

    /// <summary>OptimizerHelper.state_dict: the live options and states, not copies.</summary>
    public virtual StateDictionary state_dict() => new(_groups.Select(group => group.Options), _states);

    /// <summary>OptimizerHelper.load_state_dict: copies another optimiser's options and states into this one's.</summary>
    /// <exception cref="ArgumentException">Another number of groups or parameters.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        StateDictionary own = this.state_dict();
        RequireSameCounts(own, state_dict.Options.Count, state_dict.State.Count);
        for (int i = 0; i < own.Options.Count; i++)
        {
            own.Options[i].LoadStateDict(state_dict.Options[i]);
        }

        for (int i = 0; i < own.State.Count; i++)
        {
            own.State[i].LoadStateDict(state_dict.State[i]);
        }
    }

    /// <summary>OptimizerHelper.save_state_dict: options and states, bit by bit.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        StateDictionary own = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt64(own.Options.Count);
        writer.Write7BitEncodedInt64(own.State.Count);
        own.Options.ForEach(options => options.SaveStateDict(writer));
        own.State.ForEach(state => state.SaveStateDict(writer));
    }

    /// <summary>OptimizerHelper.load_state_dict: what save_state_dict wrote for the same optimiser over the same parameters.</summary>
    /// <exception cref="InvalidDataException">Another kind of optimiser.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string kind = reader.ReadString();
        if (kind != GetType().Name)
        {
            throw new InvalidDataException($"The stream holds the state of {kind}, not of {GetType().Name}.");
        }

        StateDictionary own = state_dict();
        RequireSameCounts(own, reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        own.Options.ForEach(options => options.LoadStateDict(reader));
        own.State.ForEach(state => state.LoadStateDict(reader));
    }

    /// <summary>OptimizerHelper.save_state_dict into a file.</summary>
    public void save_state_dict(string location)
    {
        using BinaryWriter writer = new(File.Create(location));
        save_state_dict(writer);
    }

    /// <summary>OptimizerHelper.load_state_dict from a file.</summary>
    public void load_state_dict(string location)
    {
        using BinaryReader reader = new(File.OpenRead(location));
        load_state_dict(reader);
    }

    /// <summary>OptimizerHelper.to: moves the state to a device.</summary>
    public void to(Device device) => _states.ForEach(state => state.to(device));

    /// <summary>OptimizerHelper.zero_grad.</summary>
    public override void zero_grad()
    {
        foreach (Parameter parameter in parameters())
        {
            parameter.Changed(NativeMethods.ts_zero_grad(parameter.Handle));
        }
    }

    /// <summary>OptimizerHelper.step.</summary>
    public override Tensor? step(Func<Tensor>? closure = null)
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using IDisposable recorded = enable_grad();
            loss = closure();
        }

        int next = 0;
        foreach (ParamGroup group in _groups)
        {
            foreach (Parameter parameter in group.Parameters)
            {
                Update(parameter, _states[next++], group.Options);
            }
        }

        return loss;
    }

    /// <summary>OptimizerHelper.Dispose: frees the states.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _states.ForEach(state => (state as IDisposable)?.Dispose());
            _states.Clear();
        }

        base.Dispose(disposing);
    }

    /// <summary>Changes one parameter, in one native call.</summary>
    private protected abstract void Update(Parameter parameter, OptimizerState state, OptimizerOptions options);

    /// <summary>Takes a group whose options are complete, with a state for each of its parameters.</summary>
    private protected void Take(ParamGroup group, Func<Parameter, OptimizerState> stateOf)
    {
        group.Parameters = [.. group.Parameters];
        group.Options.InitialLearningRate = group.Options.LearningRate!.Value;
        _groups.Add(group);
        foreach (Parameter parameter in group.Parameters)
        {
            OptimizerState state = stateOf(parameter);
            state.Initialize(group.Options);
            _states.Add(state);
        }
    }

    /// <summary>Reads a native update's result: whether there was a gradient.</summary>
    internal static bool Updated(int status, params ReadOnlySpan<Tensor?> operands)
    {
        const int NoGradient = 2;
        if (status == NoGradient)
        {
            return false;
        }

        NativeError.Check(status);
        foreach (Tensor? operand in operands)
        {
            GC.KeepAlive(operand);
        }

        return true;
    }

    private static void RequireSameCounts(StateDictionary own, long groups, long states)
    {
        if (own.Options.Count != groups || own.State.Count != states)
        {
            throw new ArgumentException(
                $"The state has {groups} groups and {states} parameters; this optimiser has {own.Options.Count} and {own.State.Count}.");
        }
    }
}
