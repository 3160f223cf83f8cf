using MuZero.Cli;
using MuZero.Cli.Input;

return CommandLine.Run(args, Terminal.OfProcess());
