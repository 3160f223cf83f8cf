namespace TorchSharp;

/// <summary>TorchSharp.ModuleExtensionMethods: moving and converting modules in place.</summary>
public static class ModuleExtensionMethods
{
    /// <summary>Module.to: converts parameters and buffers to another kind of floating-point number.</summary>
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module
        => Converted(module, type, null);

    /// <summary>Module.to: moves parameters and buffers to a device.</summary>
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false)
        where T : torch.nn.Module
        => Converted(module, null, device);

    /// <summary>Module.to: moves and converts.</summary>
    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module
        => Converted(module, type, device);

    /// <summary>Module.cpu.</summary>
    public static T cpu<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module
        => Converted(module, null, torch.CPU);

    /// <summary>Module.cuda: to the given GPU, else to the current one.</summary>
    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false)
        where T : torch.nn.Module
        => Converted(module, null, new torch.Device(DeviceType.CUDA, deviceIndex));

    private static T Converted<T>(T module, torch.ScalarType? type, torch.Device? device)
        where T : torch.nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        module.Convert(type, device);
        return module;
    }
}
