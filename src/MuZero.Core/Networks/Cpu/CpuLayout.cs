namespace MuZero.Networks.Cpu;

/// <summary>The layouts that the kernels can run: two or fewer fully connected layers, or a stem and residual blocks, and heads of two
/// fully connected layers, after a 1x1 convolution if there are planes.</summary>
internal static class CpuLayout
{
    private static readonly string[] _trunks =
        [NetworkLayout.Representation, NetworkLayout.AfterstateDynamics, NetworkLayout.Dynamics, NetworkLayout.Prediction];

    /// <summary>True for the parts that play runs: MuZero's trunks and the heads on them but the decoder. Others may be there for a
    /// loss.</summary>
    public static bool IsPlayed(PartLayout part) => part is HeadLayout head
        ? head.Reads != HeadInput.Encoding && head.Name != NetworkLayout.Decoder
        : _trunks.Contains(part.Name);

    /// <summary>Null for a layout with which the kernels can play, else the reason, to follow "because".</summary>
    public static string? Refuses(NetworkLayout layout)
        => layout.Parts.Where(IsPlayed).Select(RefusesPart).FirstOrDefault(refusal => refusal is not null);

    /// <summary>The same of one part.</summary>
    public static string? RefusesPart(PartLayout part)
    {
        LayerLayout? unknown = part.Layers.FirstOrDefault(
            layer => layer is not (LinearLayout or ConvolutionLayout or ResidualLayout or LstmLayout));
        return unknown is not null ? $"it has no kernel for the layer '{part.Name}.{unknown.Name}' ({unknown.GetType().Name})"
            : part switch
            {
                TrunkLayout trunk when IsEncoder(trunk) || IsTower(trunk) => null,
                HeadLayout head when IsPerceptron(AfterSqueeze(head)) => null,
                HeadLayout { Name: NetworkLayout.Reward } head
                    when AfterSqueeze(head) is [LstmLayout, .. LayerLayout[] rest] && IsPerceptron(rest) => null,
                _ => $"it has no kernel for this order of layers in '{part.Name}'",
            };
    }

    private static LayerLayout[] AfterSqueeze(HeadLayout head)
        => [.. head.Layers.Skip(head.Layers[0] is ConvolutionLayout { Kernel: 1 } ? 1 : 0)];

    private static bool IsEncoder(TrunkLayout trunk) => trunk.Layers switch
    {
        [LinearLayout { Activation: null }] => true,
        [LinearLayout { Activation: not null }, LinearLayout { Activation: null }] => true,
        _ => false,
    };

    // Prediction's tower has no stem.
    private static bool IsTower(TrunkLayout trunk)
        => trunk.Layers.Count > 0
            && trunk.Layers[0] is ResidualLayout or ConvolutionLayout { Kernel: 3 }
            && trunk.Layers.Skip(1).All(layer => layer is ResidualLayout);

    private static bool IsPerceptron(IReadOnlyList<LayerLayout> layers)
        => layers is [LinearLayout { Activation: not null }, LinearLayout { Activation: null }];
}
