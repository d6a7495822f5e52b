package io.giliran.balancer;

import io.giliran.settings.HostPort;
import io.giliran.transport.ScriptedPeer;
import java.io.IOException;

/** A client, and the backend that has greeted it. */
public record ServedClient(ScriptedPeer peer, String backend) {
    /** Its address, as the logs write it. */
    public String address() {
        return HostPort.format(peer.localAddress());
    }

    /** Sends the text and gets it back. */
    public void talk(String text) throws IOException {
        peer.send(text);
        peer.expect(text);
    }

    /** Finishes, and the backend does so too. */
    public void leave() throws IOException {
        peer.finish();
        peer.expectEnd();
    }
}
