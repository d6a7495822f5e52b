package io.giliran.transport;

import akka.stream.javadsl.Tcp;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;

/** A listening socket that Akka Streams Tcp has bound, and unbinds. */
public record AkkaListener(Tcp.ServerBinding binding) implements Listener {
    @Override
    public InetSocketAddress address() {
        return binding.localAddress();
    }

    @Override
    public CompletionStage<?> unbind() {
        return binding.unbind();
    }
}
