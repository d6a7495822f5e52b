package io.giliran.balancer;

import akka.actor.typed.ActorRef;
import io.giliran.balancer.clients.ClientRules;
import io.giliran.balancer.log.AccessLog;
import io.giliran.balancer.model.OpenConnections;
import io.giliran.balancer.model.RouterMessage;
import io.giliran.transport.ClientLeg;
import io.giliran.transport.Reception;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Hands each accepted client to the router. A place is free while fewer connections are open than may be, and the access log
 * takes lines: each connection becomes one. Acceptors that wait for a place are woken in turn, one for each place that becomes
 * free. Thread-safe.
 */
final class BalancerReception implements Reception {
    private final ActorRef<RouterMessage> router;
    private final AccessLog log;
    private final OpenConnections open;
    private final ClientRules rules;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    BalancerReception(ActorRef<RouterMessage> router, AccessLog log, OpenConnections open, ClientRules rules) {
        this.router = router;
        this.log = log;
        this.open = open;
        this.rules = rules;
        open.whenRoom(this::wakeOne);
        log.whenRoom(this::wakeOne);
    }

    @Override
    public void accepted(ClientLeg client) {
        router.tell(new Router.Accepted(client));
    }

    @Override
    public Entry judge(SocketAddress client) {
        return rules.judge(client, System.nanoTime());
    }

    @Override
    public boolean isOpen() {
        return !log.isFull() && open.hasRoom();
    }

    @Override
    public boolean reserve() {
        return !log.isFull() && open.reserve();
    }

    @Override
    public void release() {
        open.ended();
    }

    @Override
    public void whenOpen(Runnable task) {
        waiting.add(task);
        // A place that became free before the task was in the queue has woken nobody.
        wakeOne();
    }

    private void wakeOne() {
        if (!waiting.isEmpty() && isOpen()) {
            Runnable task = waiting.poll();
            if (task != null) {
                task.run();
            }
        }
    }
}
